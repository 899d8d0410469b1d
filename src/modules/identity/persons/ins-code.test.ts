import { existsSync, readFileSync } from 'node:fs';
import bwip from 'bwip-js/node';
import { describe, expect, it } from 'vitest';
import { datamatrixPicture, insPayloadOf } from './ins-code.ts';
import { readInsDatamatrix } from './ins-datamatrix.ts';
import { insDemonstrationSystem } from './kinds/france.ts';
import { strictPatient } from './testing-patients.ts';

const vectors = new URL('../../../../../shared/data/care/ins/ins-vectors.json', import.meta.url);
const present = existsSync(vectors);

/** Which modules of a drawn path are dark, by the even-odd rule at the middle of each. */
function modulesOf(path: string, size: number): readonly number[] {
  const edges = path
    .split('Z')
    .filter((ring) => ring.trim() !== '')
    .flatMap((ring) => {
      const points = [...ring.matchAll(/[ML]\s*(-?[\d.]+)[ ,](-?[\d.]+)/g)].map(
        ([, x, y]) => [Number(x), Number(y)] as const,
      );
      return points.map((point, place) => [point, points[(place + 1) % points.length] ?? point] as const);
    });
  const dark: number[] = [];
  // Four units of white on each side; a module is two units wide.
  for (let y = 5; y < size - 4; y += 2) {
    for (let x = 5; x < size - 4; x += 2) {
      const crossed = edges.filter(([[x1, y1], [, y2]]) => x1 > x && Math.min(y1, y2) < y && y < Math.max(y1, y2));
      dark.push(crossed.length % 2);
    }
  }
  return dark;
}

async function expectDrawn(payload: string): Promise<void> {
  const { size, path } = await datamatrixPicture(payload);
  const [symbol] = bwip.raw({ bcid: 'datamatrix', text: payload }) as unknown as [
    { pixs: readonly number[]; pixx: number },
  ];
  expect(size).toBe(symbol.pixx * 2 + 8);
  expect(modulesOf(path, size)).toEqual([...symbol.pixs]);
}

describe('the picture of an INS', () => {
  it('carries the traits and the INS of a qualified identity', async () => {
    const payload = insPayloadOf(strictPatient('QUAL'));
    expect(payload.ok && readInsDatamatrix(payload.value)).toEqual({
      ok: true,
      value: {
        ins: strictPatient('QUAL').identifier[0]?.value,
        domain: insDemonstrationSystem.replace('urn:oid:', ''),
        givenNames: 'CLAIRE JEANNE MARIE',
        birthName: 'MOREAU',
        sex: 'female',
        birthDate: '1984-03-12',
        birthPlace: '69383',
      },
    });
    if (payload.ok) await expectDrawn(payload.value);
  });

  it.each(['PROV', 'VALI', 'RECUP', undefined] as const)('is not made of an identity that is %s', (status) => {
    expect(insPayloadOf(strictPatient(status))).toMatchObject({ ok: false, fault: { code: 'resource.not-found' } });
  });

  it.skipIf(!present)(
    'is, module for module, that of each published payload (needs ../shared/data/care/ins)',
    async () => {
      const { datamatrix } = JSON.parse(readFileSync(vectors, 'utf8')) as {
        readonly datamatrix: readonly { readonly payload: string }[];
      };
      expect(datamatrix.length).toBeGreaterThan(0);
      for (const { payload } of datamatrix) await expectDrawn(payload);
    },
  );
});
