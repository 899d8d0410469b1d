import { expect, it } from 'vitest';
import type { SharingChoices } from '../contract.ts';
import { compilePolicy } from './decide.ts';
import { readPolicy } from './read-policies.ts';

/** A list that counts how often somebody in it was looked at. */
function counted(list: readonly string[]) {
  const count = { looks: 0 };
  const watched = new Proxy(list, {
    get(target, key) {
      if (typeof key === 'string' && /^\d+$/.test(key)) count.looks += 1;
      return Reflect.get(target, key);
    },
  });
  return { watched, count };
}

it('looks at each emergency a few times, however many persons the professional treats', () => {
  const related = Array.from({ length: 1_000 }, (_, n) => `p${n}`);
  const choices = (patient: string): SharingChoices => ({ patient, crossBorder: true, restrictions: [] });
  const { watched, count } = counted(related.slice(0, 100));
  const decision = compilePolicy(readPolicy('standard'))({
    caller: {
      ...{ subject: 's', name: 'S', role: 'professional', country: 'FR', purpose: 'TREAT', client: 'c', traceId: 't' },
      ...{ proxyFor: [], practitioner: 'dr', organization: 'park' },
    },
    act: 'read',
    now: new Date('2026-11-01T10:00:00Z'),
    facts: {
      related,
      personal: [],
      emergency: watched,
      sharing: new Map(related.map((patient) => [patient, choices(patient)])),
    },
  });
  expect(decision).toMatchObject({ permit: true });
  expect(decision.permit && decision.emergency?.length).toBe(100);
  expect(count.looks).toBeLessThan(500);
});
