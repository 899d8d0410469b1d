import { describe, expect, it } from 'vitest';
import { resourceTypes, type Visibility } from '#fhir';
import { type AppScopes, type Caller, grantedScopes } from '#identity';
import type { AccessRequest, Decision } from '../contract.ts';
import { grantOf, type ScopeAct } from './app-sight.ts';
import { withinScopes } from './within-scopes.ts';

const callerWith = (scopes: AppScopes | undefined): Caller => ({
  subject: 'acc',
  name: 'x',
  role: 'professional',
  country: 'FR',
  purpose: 'TREAT',
  client: 'app',
  traceId: '0',
  proxyFor: [],
  ...(scopes === undefined ? {} : { scopes }),
});
const of = (scope: string, patient?: string): AppScopes => ({
  granted: grantedScopes(scope),
  ...(patient === undefined ? {} : { patient }),
});

const everybody: Visibility = { common: 'all', persons: 'all' };
const two: Visibility = {
  common: 'directory',
  persons: [
    { patient: 'a', hidden: ['problems'] },
    { patient: 'b', hidden: [] },
  ],
};
const nobody: Visibility = { common: 'none', persons: [] };
const decided = (visibility: Visibility): Decision => ({ permit: true, rule: 'some-rule', visibility });
const within = (visibility: Visibility, scopes: AppScopes | undefined, act: AccessRequest['act'] = 'read') =>
  withinScopes(decided(visibility), { caller: callerWith(scopes), act });

describe('a decision within the scopes of an app', () => {
  it('is as it was for whoever is no app, and stays a denial', () => {
    expect(within(two, undefined)).toEqual(decided(two));
    const denial: Decision = { permit: false, rule: 'x' };
    expect(withinScopes(denial, { caller: callerWith(of('user/*.cruds')), act: 'read' })).toBe(denial);
  });

  it('shows types that may be both read and searched without narrowing', () => {
    const types = (scope: string) => {
      const decision = within(everybody, of(scope));
      return decision.permit ? decision.visibility.types : 'denied';
    };
    expect(types('system/*.rs')).toBeUndefined();
    expect(types('user/*.rs')).toEqual(resourceTypes.filter((type) => type !== 'Subscription'));
    expect(types('user/Observation.rs user/Patient.r user/Condition.s')).toEqual(['Observation']);
    expect(types('user/Patient.r user/Patient.s')).toEqual(['Patient']);
    expect(types('user/Observation.rs?category=laboratory')).toEqual([]);
    expect(types('user/Observation.rs?category=laboratory user/Observation.rs')).toEqual(['Observation']);
    expect(types('user/Observation.cud')).toBe('denied');
    expect(types('openid')).toBe('denied');
  });

  it('lets the log, sharing and administration be for the pages of the node', () => {
    for (const act of ['read-log', 'change-sharing', 'administer'] as const) {
      expect(within(everybody, of('system/*.cruds user/*.cruds patient/*.cruds', 'a'), act)).toEqual({
        permit: false,
        rule: 'app-scopes',
      });
    }
  });

  it('has nobody told by a Subscription but a service', () => {
    const mayKeep = (scope: string) => grantOf(of(scope), 'Subscription', 'c');
    expect([mayKeep('user/*.cruds'), mayKeep('patient/Subscription.cruds'), mayKeep('system/*.cruds')]).toEqual([
      'none',
      'none',
      'all',
    ]);
  });
});

/**
 * Every act, context, letter and visibility, against what a reader of the standard would say: nothing is seen or written
 * that the person could not, nothing of another type, nothing of another patient.
 */
describe('the matrix of scopes', () => {
  const letters: readonly ScopeAct[] = ['c', 'r', 'u', 'd', 's'];
  const acts = Array.from({ length: 2 ** letters.length - 1 }, (_, at) =>
    letters.filter((_letter, place) => (((at + 1) >> place) & 1) === 1).join(''),
  );
  const scopes = (['patient', 'user', 'system'] as const).flatMap((context) =>
    ['*', 'Patient', 'Observation'].flatMap((type) => acts.map((letter) => `${context}/${type}.${letter}`)),
  );

  it('never widens, confines to the patient in context, and keeps to types', () => {
    let judged = 0;
    for (const one of scopes) {
      for (const other of ['', 'user/Observation.r', 'patient/Condition.rs', 'user/Condition.rs?category=x']) {
        const asked = of(`${one} ${other}`, 'a');
        for (const before of [everybody, two, nobody]) {
          for (const act of ['read', 'write'] as const) {
            judged += 1;
            const decision = within(before, asked, act);
            if (!decision.permit) continue;
            const { common, persons, types = resourceTypes } = decision.visibility;
            expect(common).toBe(before.common);
            const known = before.persons === 'all' ? undefined : before.persons;
            const confined = asked.granted.some(({ context }) => context === 'patient');
            if (confined)
              expect(persons === 'all' ? 'all' : persons.map(({ patient }) => patient)).toEqual(
                known === undefined ? ['a'] : known.flatMap(({ patient }) => (patient === 'a' ? ['a'] : [])),
              );
            if (known !== undefined && persons !== 'all') for (const person of persons) expect(known).toContain(person);
            for (const type of types) {
              const has = (letter: ScopeAct) => grantOf(asked, type, letter) === 'all';
              expect(act === 'read' ? has('r') && has('s') : has('c') || has('u') || has('d')).toBe(true);
            }
          }
        }
      }
    }
    expect(judged).toBe(31 * 9 * 4 * 3 * 2);
  });

  it('grants each letter for its own act and type alone', () => {
    for (const scope of scopes) {
      const [{ type, acts: given } = { type: '', acts: '' }] = grantedScopes(scope);
      for (const letter of letters) {
        for (const asked of ['Patient', 'Observation', 'Condition']) {
          const meant = given.includes(letter) && (type === '*' || type === asked);
          expect(grantOf(of(scope), asked, letter)).toBe(meant ? 'all' : 'none');
        }
      }
    }
  });
});
