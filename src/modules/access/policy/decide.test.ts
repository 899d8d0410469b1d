import { describe, expect, it } from 'vitest';
import { type CareCategory, type CarePart, careCategories, partsOf } from '#fhir';
import type { Caller, ProxyGrant, Role } from '#identity';
import type { AccessRequest, SharingChoices } from '../contract.ts';
import { clinicalCategories, closeRestrictions, restrictableCategories } from '../restrictions.ts';
import { compilePolicy, type Facts } from './decide.ts';
import { policyNames, readPolicy } from './read-policies.ts';

const decideByRules = compilePolicy(readPolicy('standard'));

const now = new Date('2026-11-01T10:00:00Z');
const facts: Facts = {
  related: ['treated'],
  personal: [],
  emergency: [],
  sharing: new Map<string, SharingChoices>([
    ['opted-out', { patient: 'opted-out', crossBorder: false, restrictions: [] }],
    [
      'closed',
      {
        patient: 'closed',
        crossBorder: true,
        restrictions: clinicalCategories.map((category) => ({ category, audience: 'abroad' as const })),
      },
    ],
    [
      'treated',
      { patient: 'treated', crossBorder: true, restrictions: [{ category: 'problems', audience: 'everyone' }] },
    ],
  ]),
};

const defaults: Record<Role, Partial<Caller>> = {
  citizen: {
    purpose: 'PATRQT',
    patient: 'self',
    proxyFor: [
      { patient: 'child', origin: 'parent', from: new Date('2026-01-01T00:00:00Z') },
      {
        patient: 'former-ward',
        origin: 'guardian',
        from: new Date('2020-01-01T00:00:00Z'),
        to: new Date('2026-10-31T00:00:00Z'),
      },
      { patient: 'later', origin: 'mandate', from: new Date('2027-01-01T00:00:00Z') },
    ],
  },
  professional: { purpose: 'TREAT', organization: 'org', practitioner: 'prac' },
  'foreign-professional': { purpose: 'TREAT', country: 'PT' },
  administrator: { purpose: 'SYSADMIN' },
  backend: { purpose: 'HOPERAT' },
};

function ask(role: Role, act: AccessRequest['act'], patient?: string, fields: Partial<Caller> = {}) {
  const caller: Caller = {
    subject: 's',
    name: 'n',
    role,
    country: 'FR',
    purpose: 'TREAT',
    client: 'c',
    traceId: '0'.repeat(32),
    proxyFor: [],
    ...defaults[role],
    ...fields,
  };
  return decideByRules({ caller, act, now, facts, ...(patient === undefined ? {} : { patient }) });
}

const acts = ['read', 'write', 'read-log', 'change-sharing', 'administer'] as const;
const persons = [undefined, 'self', 'child', 'former-ward', 'later', 'treated', 'stranger', 'opted-out', 'closed'];

/** Who may what, by hand: everything that is not in the table is denied by default-deny unless `denials` names a rule. */
const permits: Record<string, string> = {
  'citizen read -': 'ehds-3-own-record',
  'citizen read self': 'ehds-3-own-record',
  'citizen read child': 'ehds-4-proxy',
  'citizen write -': 'ehds-5-own-entries',
  'citizen write self': 'ehds-5-own-entries',
  'citizen write child': 'ehds-5-own-entries-by-proxy',
  'citizen read-log -': 'ehds-3-own-record',
  'citizen read-log self': 'ehds-3-own-record',
  'citizen read-log child': 'ehds-4-proxy',
  'citizen change-sharing -': 'ehds-3-own-record',
  'citizen change-sharing self': 'ehds-3-own-record',
  'citizen change-sharing child': 'ehds-4-proxy',
  'professional read -': 'care-relation',
  'professional read treated': 'care-relation',
  'professional write -': 'care-relation-write',
  'professional write treated': 'care-relation-write',
  'foreign-professional read self': 'cross-border-treatment',
  'foreign-professional read child': 'cross-border-treatment',
  'foreign-professional read former-ward': 'cross-border-treatment',
  'foreign-professional read later': 'cross-border-treatment',
  'foreign-professional read treated': 'cross-border-treatment',
  'foreign-professional read stranger': 'cross-border-treatment',
};
for (const person of persons) {
  for (const act of ['read', 'administer']) permits[`administrator ${act} ${person ?? '-'}`] = 'admin-no-clinical';
  for (const act of ['read', 'write']) permits[`backend ${act} ${person ?? '-'}`] = 'backend-system';
}
const denials: Record<string, string> = {
  'foreign-professional read opted-out': 'ehds-10-opt-out',
  'foreign-professional read closed': 'ehds-8-restriction',
};

describe('the rules', () => {
  for (const role of Object.keys(defaults) as Role[]) {
    it(`decide for a ${role} as the table says, act by act and person by person`, () => {
      for (const act of acts) {
        for (const person of persons) {
          const key = `${role} ${act} ${person ?? '-'}`;
          const decision = ask(role, act, person);
          const rule = permits[key];
          expect({ permit: decision.permit, rule: decision.rule }, key).toEqual(
            rule === undefined ? { permit: false, rule: denials[key] ?? 'default-deny' } : { permit: true, rule },
          );
        }
      }
    });
  }

  it('show a person named only that person', () => {
    for (const [role, person] of [
      ['citizen', 'child'],
      ['professional', 'treated'],
      ['foreign-professional', 'self'],
    ] as const) {
      const decision = ask(role, 'read', person);
      const seen = decision.permit ? decision.visibility.persons : [];
      expect(seen === 'all' ? 'all' : seen.map((each) => each.patient)).toEqual([person]);
    }
  });

  it('show a citizen all of her record and of those whom she acts for today', () => {
    const decision = ask('citizen', 'read');
    expect(decision.permit && decision.visibility).toEqual({
      common: 'directory',
      persons: [
        { patient: 'self', hidden: [] },
        { patient: 'child', hidden: [] },
      ],
    });
  });

  it('let a person write her own entries alone, and a professional all but hers', () => {
    for (const person of ['self', 'child']) expect(ask('citizen', 'write', person)).toMatchObject({ entries: 'own' });
    expect(ask('professional', 'write', 'treated')).toMatchObject({ entries: 'others' });
    expect(ask('citizen', 'read', 'self')).not.toHaveProperty('entries');
    expect(ask('backend', 'write', 'self')).not.toHaveProperty('entries');
  });

  it('show an administrator nobody', () => {
    const decision = ask('administrator', 'read', 'treated');
    expect(decision.permit && decision.visibility).toEqual({ common: 'directory', persons: [] });
  });

  it('hide what would repeat a restricted category', () => {
    const decision = ask('professional', 'read', 'treated');
    expect(decision.permit && decision.visibility.persons).toMatchObject([
      {
        patient: 'treated',
        hidden: [
          'problems',
          'encounters',
          'documents',
          'administrative',
          'unassigned',
          'pregnancy-problems',
          'pregnancy-encounters',
        ],
      },
    ]);
  });

  it('hide what belongs to two parts as soon as one of them is hidden', () => {
    expect(closeRestrictions(['procedures'])).toContain('pregnancy-procedures');
    expect(closeRestrictions(['procedures'])).not.toContain('pregnancy-problems');
    expect(closeRestrictions(['pregnancy'])).toEqual(
      expect.arrayContaining(careCategories.filter((category) => category.startsWith('pregnancy'))),
    );
    for (const category of restrictableCategories) expect(partsOf(category)).toEqual([category]);
  });

  it('let no professional write the directory, nor read or write for another purpose than treatment', () => {
    const write = ask('professional', 'write', 'treated');
    expect(write.permit && write.visibility.common).toBe('none');
    expect(ask('professional', 'read', 'treated', { purpose: 'HOPERAT' }).permit).toBe(false);
    expect(ask('professional', 'write', 'treated', { purpose: 'ETREAT' }).permit).toBe(false);
    expect(ask('foreign-professional', 'read', 'self', { purpose: 'HOPERAT' }).permit).toBe(false);
  });

  it('show a pharmacist medicines, allergies, pregnancy and identity alone', () => {
    const professional = (role: string): Partial<Caller> => ({
      professional: {
        family_name: 'Petit',
        given_name: 'Julie',
        country_code: 'FR',
        hp_identifier: '1',
        issuing_authority_name: 'ANS',
        hp_professional_role: role,
        healthcare_provider_identifier: '2',
        healthcare_provider_name: 'Pharmacie',
      },
    });
    for (const role of ['Pharmacist', '2262', 'urn:oid:2.16.840.1.113883.2.9.6.2.7|2262', 'Farmacêutica']) {
      const decision = ask('professional', 'read', 'treated', professional(role));
      const [person] = decision.permit && decision.visibility.persons !== 'all' ? decision.visibility.persons : [];
      const hidden: readonly CareCategory[] = person?.hidden ?? [];
      for (const seen of ['identity', 'medicines', 'allergies', 'pregnancy'] as const)
        expect(hidden).not.toContain(seen);
      for (const unseen of [
        'problems',
        'results',
        'history',
        'encounters',
        'documents',
        'pregnancy-procedures',
        'pregnancy-encounters',
        // A version from before the resource named its person: it may be of any part.
        'unassigned',
      ] as const) {
        expect(hidden).toContain(unseen);
      }
    }
    const free = decideByRules({
      caller: { ...caller(), ...professional('pharmacist'), role: 'professional', country: 'FR' },
      act: 'read',
      patient: 'treated',
      now,
      facts: { related: ['treated'], personal: [], emergency: [], sharing: new Map() },
    });
    const [unrestricted] = free.permit && free.visibility.persons !== 'all' ? free.visibility.persons : [];
    expect(unrestricted?.hidden).toContain('pregnancy-procedures');
    expect(unrestricted?.hidden).not.toContain('pregnancy-problems');
    const restricted = {
      patient: 'treated',
      crossBorder: true,
      restrictions: (['medicines', 'allergies', 'pregnancy'] as const).map((category) => ({
        category,
        audience: 'abroad' as const,
      })),
    };
    const decision = decideByRules({
      caller: { ...caller(), ...professional('pharmacist') },
      act: 'read',
      patient: 'treated',
      now,
      facts: { related: [], personal: [], emergency: [], sharing: new Map([['treated', restricted]]) },
    });
    expect(decision).toEqual({ permit: false, rule: 'ehds-8-restriction' });
  });

  it('carry an id and the article that they rest on, in every policy', () => {
    for (const name of policyNames) {
      for (const rule of readPolicy(name).rules) {
        expect(rule.id).toMatch(/^[a-z0-9-]+$/);
        expect(rule.law).toMatch(/article/);
        expect(rule.says).toMatch(/\.$/);
      }
    }
  });
});

describe('an emergency', () => {
  const inEmergency: Facts = {
    ...facts,
    related: ['treated', 'reached'],
    emergency: ['reached'],
    sharing: new Map([
      ...facts.sharing,
      [
        'reached',
        { patient: 'reached', crossBorder: true, restrictions: [{ category: 'problems', audience: 'everyone' }] },
      ],
    ]),
  };
  const askFor = (patient?: string, act: AccessRequest['act'] = 'read') =>
    decideByRules({
      caller: { ...caller(), ...defaults.professional, role: 'professional' },
      act,
      now,
      facts: inEmergency,
      ...(patient === undefined ? {} : { patient }),
    });

  it('opens the record of that person whole, by a rule of its own', () => {
    expect(askFor('reached')).toMatchObject({
      permit: true,
      rule: 'emergency-access',
      visibility: { common: 'directory', persons: [{ patient: 'reached', hidden: [] }] },
      emergency: ['reached'],
    });
  });

  it('is told of that person alone where a question shows others too, whose choices stand', () => {
    const decision = askFor();
    expect(decision).toMatchObject({ rule: 'care-relation', emergency: ['reached'] });
    const shown = decision.permit && decision.visibility.persons !== 'all' ? decision.visibility.persons : [];
    expect(shown.map(({ patient, hidden }) => [patient, hidden.includes('problems')])).toEqual([
      ['treated', true],
      ['reached', false],
    ]);
    expect(askFor('treated')).not.toHaveProperty('emergency');
  });

  it('lets the professional write what he did, and opens neither log nor choices', () => {
    expect(askFor('reached', 'write')).toMatchObject({
      permit: true,
      rule: 'care-relation-write',
      emergency: ['reached'],
    });
    expect(askFor('reached', 'read-log').permit).toBe(false);
    expect(askFor('reached', 'change-sharing').permit).toBe(false);
  });
});

describe('what a minor keeps to herself', () => {
  type Reserved = { readonly parts: readonly CarePart[]; readonly labels: readonly string[] };
  const closedToParent = (reserved: Reserved, ...others: readonly Pick<ProxyGrant, 'parts'>[]) => {
    const parent = { ...caller(), role: 'citizen', patient: 'parent', purpose: 'PATRQT' } as const;
    const grant = { patient: 'child', origin: 'guardian', from: new Date(0), reserved } as const;
    const mandates = others.map(
      (other) => ({ patient: 'child', origin: 'mandate', from: new Date(0), ...other }) as const,
    );
    const decision = compilePolicy(readPolicy('standard'))({
      caller: { ...parent, proxyFor: [grant, ...mandates] },
      act: 'read',
      patient: 'child',
      now,
      facts: { related: [], personal: [], emergency: [], sharing: new Map() },
    });
    const persons = decision.permit ? decision.visibility.persons : [];
    return persons === 'all' ? [] : persons;
  };
  const hiddenFromParent = (reserved: Reserved) => closedToParent(reserved).flatMap(({ hidden }) => hidden);

  it('stays hers where she entrusts a part to the same parent besides', () => {
    const reserved: Reserved = { parts: ['pregnancy'], labels: ['STD'] };
    const [both] = closedToParent(reserved, { parts: ['vaccinations'] });
    expect(both?.labels).toContain('STD');
    expect(both?.hidden).toContain('pregnancy');
    // Who is entrusted with all of it is.
    const [all] = closedToParent(reserved, {});
    expect([all?.hidden, all?.labels ?? []]).toEqual([[], []]);
    // Of two parts both are seen.
    const parts = closedToParent(reserved, { parts: ['pregnancy'] })[0];
    expect(parts?.hidden).not.toContain('pregnancy');
  });

  it('closes to her parents the documents, claims and visits that would repeat a part, as a restriction does', () => {
    expect([...hiddenFromParent({ parts: ['pregnancy'], labels: [] })].sort()).toEqual(
      [...closeRestrictions(['pregnancy'])].sort(),
    );
  });

  it('closes documents and claims that would repeat what carries a label, and nothing where she reserves nothing', () => {
    const hidden = hiddenFromParent({ parts: [], labels: ['STD'] });
    expect(hidden).toEqual(expect.arrayContaining(['documents', 'administrative']));
    expect(hidden).not.toContain('encounters');
    expect(hiddenFromParent({ parts: [], labels: [] })).toEqual([]);
  });
});

describe('national variants', () => {
  const bySharing = (crossBorder?: boolean): Facts => ({
    related: ['treated'],
    personal: [],
    emergency: [],
    sharing: new Map(
      crossBorder === undefined ? [] : [['treated', { patient: 'treated', crossBorder, restrictions: [] }]],
    ),
  });
  const askOf = (policy: (typeof policyNames)[number], role: Role, facts: Facts) =>
    compilePolicy(readPolicy(policy))({
      caller: { ...caller(), ...defaults[role], role },
      act: 'read',
      patient: 'treated',
      now,
      facts,
    }).permit;

  it('of France and Portugal decide as the standard does, and rest on their own laws', () => {
    for (const name of ['france', 'portugal'] as const) {
      expect(readPolicy(name).rules.map(({ id }) => id)).toEqual(readPolicy('standard').rules.map(({ id }) => id));
      expect(askOf(name, 'professional', bySharing())).toBe(true);
      expect(askOf(name, 'foreign-professional', bySharing())).toBe(true);
    }
    expect(readPolicy('france').rules.find(({ id }) => id === 'care-relation')?.law).toContain('L1110-4');
  });

  it('strict: a colleague of who treats her reads nothing, and nothing crosses the border before she has said so', () => {
    expect(askOf('strict', 'professional', bySharing())).toBe(false);
    expect(askOf('strict', 'professional', { ...bySharing(), personal: ['treated'] })).toBe(true);
    expect(askOf('strict', 'foreign-professional', bySharing())).toBe(false);
    expect(askOf('strict', 'foreign-professional', bySharing(true))).toBe(true);
    expect(askOf('strict', 'foreign-professional', bySharing(false))).toBe(false);
  });
});

function caller(): Caller {
  return {
    subject: 's',
    name: 'n',
    role: 'foreign-professional',
    country: 'PT',
    purpose: 'TREAT',
    client: 'c',
    traceId: '0'.repeat(32),
    proxyFor: [],
  };
}
