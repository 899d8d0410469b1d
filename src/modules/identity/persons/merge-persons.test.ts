import { expect, it } from 'vitest';
import { watchIdentity } from './identity-watch.ts';
import { mergePersons, partPersons, replacementOf } from './merge-persons.ts';
import { strictPatient } from './testing-patients.ts';

const claire = strictPatient('QUAL', '2840369383241', 'claire');
const double = strictPatient('PROV', '2840369383241', 'double');

it('parts what it merged, and leaves other links', () => {
  const seen = { other: { reference: 'Patient/abroad' }, type: 'seealso' };
  const source = { ...double, active: true, link: [seen] };
  const merged = mergePersons({ source, target: claire });
  if (!merged.ok) throw new Error(merged.fault.code);
  expect(replacementOf(merged.value.source)).toBe('Patient/claire');
  expect(replacementOf(merged.value.target)).toBeUndefined();
  expect(partPersons(merged.value)).toEqual({ ok: true, value: { source, target: claire } });
});

it('merges no two qualified identities with different INS', () => {
  const other = strictPatient('QUAL', '2790351215189', 'other');
  expect(mergePersons({ source: other, target: claire })).toMatchObject({ fault: { code: 'identity.merge' } });
  expect(mergePersons({ source: { ...claire, id: 'again' }, target: claire }).ok).toBe(true);
});

it('is no way for a professional to hide a qualified identity', () => {
  const merged = mergePersons({ source: claire, target: double });
  if (!merged.ok) throw new Error(merged.fault.code);
  expect(watchIdentity({ role: 'professional' }, claire, merged.value.source)?.code).toBe('identity.qualified');
  expect(watchIdentity({ role: 'backend' }, claire, merged.value.source)).toBeUndefined();
});
