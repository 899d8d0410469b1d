import { expect, it } from 'vitest';
import type { Change } from './contract.ts';
import { treatingBy } from './treating-by.ts';

it('looks up the roles that many resources name in one question, those beside them not at all', async () => {
  const encounter = (n: number) => ({
    resourceType: 'Encounter',
    id: `e${n}`,
    status: 'in-progress',
    class: { code: 'IMP' },
    period: { start: '2026-11-01T10:00:00Z' },
    participant: [{ individual: { reference: `PractitionerRole/r${n}` } }],
  });
  const role = (n: number) => ({
    resourceType: 'PractitionerRole',
    id: `r${n}`,
    practitioner: { reference: `Practitioner/p${n}` },
    organization: { reference: 'Organization/park' },
  });
  const resources = [...Array.from({ length: 100 }, (_, n) => encounter(n)), role(0)];
  const planned = resources.map((resource) => ({
    change: { op: 'create', draft: { resource } } as unknown as Change,
    type: resource.resourceType,
    id: resource.id,
  }));
  const asked: number[] = [];
  const store = {
    async readMany(addresses: readonly { readonly id: string }[]) {
      asked.push(addresses.length);
      return addresses.map(({ id }) => ({ id, deleted: false, text: JSON.stringify(role(Number(id.slice(1)))) }));
    },
  };
  const options = { store, clock: { now: () => new Date('2026-11-02T10:00:00Z') } };
  const treating = await treatingBy(
    options as unknown as Parameters<typeof treatingBy>[0],
    { role: 'backend', country: 'FR' } as Parameters<typeof treatingBy>[1],
    planned,
  );
  expect(asked).toEqual([99]);
  expect([0, 99].map((n) => treating.get(`Encounter/e${n}`)?.[0]?.practitioner)).toEqual(['p0', 'p99']);
});
