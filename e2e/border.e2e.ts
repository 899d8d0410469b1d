import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { restrictableParts, type SharingWish } from '../src/features/sharing/contract.ts';
import { carnet } from './nodes.ts';

const { stateDir, fr, pt } = inject('carnet');
const insSystem = 'urn:oid:1.2.250.1.213.1.4.11';
const open: SharingWish = { crossBorder: true, restrictions: [] };

interface Traits {
  readonly identifier: string;
  readonly birthDate: string;
}

describe('a record crosses the border', () => {
  const tokens = new Map<string, string>();
  const people = new Map<string, Traits>();
  const patients = { citizen: 'fr-claire-moreau', tiago: 'fr-tiago-silva', ines: 'fr-ines-lefevre' } as const;

  beforeAll(async () => {
    for (const [node, alias] of [
      ['pt', 'doctor'],
      ['fr', 'importer'],
      ...Object.keys(patients).map((name) => ['fr', name]),
    ] as [string, string][]) {
      tokens.set(`${node} ${alias}`, await carnet(stateDir, 'token', '--node', node, '--as', alias));
    }
    for (const patient of Object.values(patients)) {
      const found = (await (await call(fr, 'fr importer', 'GET', `/fhir/Patient/${patient}`)).json()) as {
        birthDate: string;
        identifier: readonly { system: string; value: string }[];
      };
      const ins = found.identifier.find((identifier) => identifier.system === insSystem);
      people.set(patient, { identifier: ins?.value ?? '', birthDate: found.birthDate });
    }
  });
  afterAll(async () => {
    for (const [alias, patient] of Object.entries(patients)) await share(alias, patient, open);
  });

  const call = (node: string, who: string, method: string, path: string, body?: unknown) =>
    fetch(`${node}${path}`, {
      method,
      headers: { authorization: `Bearer ${tokens.get(who)}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const share = async (alias: string, patient: string, wish: SharingWish) => {
    const answer = await call(fr, `fr ${alias}`, 'PUT', `/api/sharing/${patient}`, wish);
    expect(answer.status).toBe(200);
  };
  const ask = async (traits: Traits | undefined) => {
    const answer = await call(pt, 'pt doctor', 'POST', '/api/cross-border/summaries', {
      country: 'FR',
      traits,
      purpose: 'TREAT',
      language: 'pt',
    });
    return { status: answer.status, text: await answer.text(), type: answer.headers.get('content-type') };
  };
  interface Answer {
    traceId: string;
    translatedCodes: number;
    view: { sections: readonly { category: string; empty: boolean; entries: readonly unknown[] }[] };
  }
  const summaryOf = async (patient: string): Promise<Answer> => {
    const answer = await ask(people.get(patient));
    expect(answer.status, answer.text.slice(0, 300)).toBe(200);
    return JSON.parse(answer.text) as Answer;
  };
  const sectionOf = (answer: Answer, category: string) =>
    answer.view.sections.find((section) => section.category === category);

  it('gives the summary, translated, and tells the citizen within seconds who looked, from where, what and why', async () => {
    const answer = await summaryOf(patients.citizen);
    expect(sectionOf(answer, 'allergies')?.entries.length).toBeGreaterThan(0);
    expect(answer.translatedCodes).toBeGreaterThan(10);
    interface Visit {
      traceId: string;
      abroad: boolean;
      purpose: string;
      agent: Record<string, unknown>;
      categories: readonly string[];
    }
    const visit = async () => {
      const log = await call(fr, 'fr citizen', 'GET', `/api/access-log/${patients.citizen}`);
      const { visits } = (await log.json()) as { visits: readonly Visit[] };
      return visits.find((one) => one.traceId === answer.traceId && one.categories.includes('allergies'));
    };
    await expect.poll(visit, { timeout: 10_000, interval: 200 }).toMatchObject({
      abroad: true,
      purpose: 'TREAT',
      agent: { country: 'PT', role: expect.any(String), name: expect.any(String), organization: expect.any(String) },
    });
  });

  it('gives a restricted section as one that is not there', async () => {
    await share('citizen', patients.citizen, {
      crossBorder: true,
      restrictions: [
        { category: 'allergies', audience: 'abroad' },
        { category: 'procedures', audience: 'everyone' },
      ],
    });
    const answer = await summaryOf(patients.citizen);
    expect(sectionOf(answer, 'allergies')).toMatchObject({ empty: true });
    expect(sectionOf(answer, 'procedures')?.entries ?? []).toEqual([]);
    await share('citizen', patients.citizen, open);
    expect(sectionOf(await summaryOf(patients.citizen), 'allergies')).toMatchObject({ empty: false });
  });

  it('answers for one who opted out, one who hides all, one unknown and a wrong birth date alike, byte for byte', async () => {
    await share('tiago', patients.tiago, { crossBorder: false, restrictions: [] });
    await share('ines', patients.ines, {
      crossBorder: true,
      restrictions: restrictableParts.map((category) => ({ category, audience: 'abroad' as const })),
    });
    const claire = people.get(patients.citizen);
    const answers = [
      await ask(people.get(patients.tiago)),
      await ask(people.get(patients.ines)),
      await ask({ identifier: unknownIns(), birthDate: '1970-01-01' }),
      await ask({ identifier: claire?.identifier ?? '', birthDate: '1970-01-01' }),
    ].map((answer) => ({ ...answer, text: answer.text.replace(/[0-9a-f]{32}/g, 'trace') }));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(answers[0]?.text).toContain('gateway.no-match');
  });
});

/** A well-formed INS of the demonstration that belongs to nobody. */
function unknownIns(): string {
  const body = '2991299999999';
  return body + String(97n - (BigInt(body) % 97n)).padStart(2, '0');
}
