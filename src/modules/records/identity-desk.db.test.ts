import { expect, it } from 'vitest';
import { callers, codeOf, openTestRecords, patient } from './testing.ts';

it('makes one Patient of a person, however many make her at once', async () => {
  const { records, close } = await openTestRecords();
  try {
    const { id: _, ...person } = patient('unknown', {
      identifier: [{ system: 'urn:carnet:eidas:BE', value: '91070400123' }],
      name: [{ use: 'official', family: 'Sow', given: ['Awa'] }],
      birthDate: '1991-07-04',
    });
    const register = () => records.identityDesk.register(callers.administrator(), person, 'With her passport in hand.');
    const codes = (await Promise.all(Array.from({ length: 4 }, register))).map(codeOf);
    expect(codes.filter((code) => code === 'ok')).toHaveLength(1);
    expect(codes.every((code) => ['ok', 'version.concurrent', 'identity.certain'].includes(code))).toBe(true);
    expect(codeOf(await register())).toBe('identity.certain');
  } finally {
    await close();
  }
});
