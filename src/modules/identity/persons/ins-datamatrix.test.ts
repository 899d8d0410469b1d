import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type InsDatamatrix, readInsDatamatrix, writeInsDatamatrix } from './ins-datamatrix.ts';

const gs = '\u001d';
const header = 'IS010000000000000000000000';
const sarah: InsDatamatrix = {
  ins: '277010115400329',
  domain: '1.2.250.1.213.1.4.8',
  givenNames: 'SARAH-LOU ANNA',
  birthName: 'GARCIA-HAMMADI',
  sex: 'female',
  birthDate: '1977-01-21',
  birthPlace: '99100',
};
const payload = `${header}S1277010115400329S21.2.250.1.213.1.4.8${gs}S3SARAH-LOU ANNA${gs}S4GARCIA-HAMMADI${gs}S5FS621-01-1977S799100`;

const vectors = new URL('../../../../../shared/data/care/ins/ins-vectors.json', import.meta.url);
describe.skipIf(!existsSync(vectors))('published payloads (needs ../shared/data/care/ins)', () => {
  it('are read, and written back as the same bytes', () => {
    const { datamatrix } = JSON.parse(readFileSync(vectors, 'utf8')) as {
      datamatrix: readonly { readonly payload: string }[];
    };
    expect(datamatrix.length).toBeGreaterThanOrEqual(2);
    for (const vector of datamatrix) {
      const read = readInsDatamatrix(vector.payload);
      expect(read.ok && writeInsDatamatrix(read.value)).toEqual({ ok: true, value: vector.payload });
    }
  });
});

describe('the INS datamatrix', () => {
  it('is read, with its date turned round, and written', () => {
    expect(readInsDatamatrix(payload)).toEqual({ ok: true, value: sarah });
    expect(writeInsDatamatrix(sarah)).toEqual({ ok: true, value: payload });
  });

  it('is read without a place of birth, and with a variable field at the end', () => {
    const { birthPlace: _, ...without } = sarah;
    expect(readInsDatamatrix(payload.slice(0, -7))).toEqual({ ok: true, value: without });
    const last = `${header}S1277010115400329S21.2.250.1.213.1.4.8${gs}S4GARCIA-HAMMADI${gs}S5FS621-01-1977S3SARAH-LOU ANNA`;
    expect(readInsDatamatrix(last)).toEqual({ ok: true, value: without });
  });

  it('has no separator after a field of full length, and takes one there', () => {
    const full = { ...sarah, domain: '1.2.250.1.213.1.4.11', birthName: 'X'.repeat(100) };
    const written = writeInsDatamatrix(full);
    expect(written.ok && written.value).toContain('S21.2.250.1.213.1.4.11S3');
    expect(written.ok && written.value).toContain(`${'X'.repeat(100)}S5F`);
    expect(written.ok && readInsDatamatrix(written.value)).toEqual({ ok: true, value: full });
    const separated = payload.replace(`S21.2.250.1.213.1.4.8${gs}`, `S21.2.250.1.213.1.4.11${gs}`);
    expect(readInsDatamatrix(separated).ok).toBe(true);
  });

  it('holds names as INSi writes them', () => {
    const written = writeInsDatamatrix({ ...sarah, givenNames: 'Zoé  Cœlia', birthName: 'D’Hérédia' });
    expect(written.ok && written.value).toContain(`S3ZOE COELIA${gs}S4D'HEREDIA${gs}`);
  });

  it('is read without spaces that say nothing', () => {
    expect(readInsDatamatrix(payload.replace('SARAH-LOU ANNA', 'SARAH-LOU  ANNA '))).toEqual({
      ok: true,
      value: sarah,
    });
  });

  it('holds a date of which the day is not known', () => {
    const read = readInsDatamatrix(payload.replace('21-01-1977', '00-00-1977'));
    expect(read.ok && read.value.birthDate).toBe('1977-00-00');
  });

  it.each([
    ['', 'begins with IS01'],
    [`DC04${payload.slice(4)}`, 'begins with IS01'],
    [payload.replace('IS01', 'IS02'), 'begins with IS01'],
    [header, 'S1 is there'],
    [payload.replace('S1277010115400329', ''), 'S1 is there'],
    [payload.replace('277010115400329', '27701011540032'), 'S1 is an INS'],
    [payload.replace('277010115400329', '27701011540032X'), 'S1 is an INS'],
    [payload.replace('1.2.250.1.213.1.4.8', '1.2.250'), 'S2 has 19 to 20 characters'],
    [payload.replace('1.2.250.1.213.1.4.8', '1.2.250.1.213.1.4.x'), 'S2 is an object identifier'],
    [payload.replace('SARAH-LOU ANNA', ''), 'S3 has 1 to 100 characters'],
    [payload.replace('SARAH', 'sarah'), 'S3 is a name in capitals'],
    [payload.replace('GARCIA', '<b>'), 'S4 is a name in capitals'],
    [payload.replace('S5F', 'S5X'), 'S5 is F or M'],
    [payload.replace('21-01-1977', '31-02-1977'), 'S6 is a day of the calendar'],
    [payload.replace('21-01-1977', '1977-01-21'), 'S6 is DD-MM-YYYY'],
    [payload.slice(0, -1), 'S7 has 5 characters'],
    [payload.replace('S799100', 'S7A9100'), 'S7 is an INSEE code'],
    [`${payload}S8X`, 'a field S1 to S7 begins'],
    [`${payload}S5F`, 'S5 stands there once'],
    [payload + 'x'.repeat(400), 'at most 400 characters'],
  ])('%# is refused with what is wrong, which repeats nothing', (wrong, words) => {
    const read = readInsDatamatrix(wrong);
    expect(!read.ok && read.fault.code).toBe('datamatrix.malformed');
    expect(!read.ok && read.fault.issues[0]?.text).toContain(words);
    expect(JSON.stringify(read)).not.toMatch(/27701|SARAH|GARCIA|1977/i);
  });

  it('never throws, and writes back what it reads', () => {
    const changed = fc
      .tuple(fc.nat(payload.length - 1), fc.string({ maxLength: 6 }), fc.nat(8))
      .map(([at, text, gone]) => payload.slice(0, at) + text + payload.slice(at + gone));
    fc.assert(
      fc.property(fc.oneof(fc.string({ maxLength: 500 }), changed), (text) => {
        const read = readInsDatamatrix(text);
        if (!read.ok) return;
        const written = writeInsDatamatrix(read.value);
        expect(written.ok && readInsDatamatrix(written.value)).toEqual(read);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is not written of what it cannot hold', () => {
    for (const wrong of [
      { birthName: '' },
      { birthName: 'X'.repeat(101) },
      { birthName: 'Ж' },
      { birthDate: '1977-01' },
    ]) {
      const written = writeInsDatamatrix({ ...sarah, ...wrong });
      expect(!written.ok && written.fault.code).toBe('datamatrix.malformed');
    }
  });
});
