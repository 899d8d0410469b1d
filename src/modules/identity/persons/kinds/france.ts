import { remainderOf } from '../check-digits.ts';
import type { IdentifierKind } from '../identifier-kind.ts';

/** INS, the French identity for health care, by the object identifiers that the ANS registered. */
export const insSystems = {
  nir: 'urn:oid:1.2.250.1.213.1.4.8',
  nia: 'urn:oid:1.2.250.1.213.1.4.9',
  test: 'urn:oid:1.2.250.1.213.1.4.10',
  demonstration: 'urn:oid:1.2.250.1.213.1.4.11',
} as const;

export const insDemonstrationSystem = insSystems.demonstration;

const known: ReadonlySet<string> = new Set(Object.values(insSystems));

/** Is this a system of the INS (NIR, NIA, and those of tests and demonstrations)? */
export function isInsSystem(system: string | undefined): boolean {
  return system !== undefined && known.has(system);
}

/**
 * The key of an INS: 97 - (the 13 digits mod 97) as two digits, where the departments of Corsica count as 2A -> 19 and
 * 2B -> 18 (ANS, Référentiel INS). The body is 13 characters; anything else gives undefined.
 */
export function insKey(body13: string): string | undefined {
  if (!/^\d{5}(?:\d{2}|2[AB])\d{6}$/.test(body13)) return undefined;
  const digits = body13.replace('2A', '19').replace('2B', '18');
  return String(97 - remainderOf(digits, 97)).padStart(2, '0');
}

export const frenchKinds: readonly IdentifierKind[] = [
  {
    country: 'FR',
    name: 'matricule INS',
    systems: [insSystems.nir, insSystems.nia, insSystems.test, insSystems.demonstration],
    demonstrationSystem: insSystems.demonstration,
    registered: true,
    form: /^[1-478]\d{4}(?:\d{2}|2[AB])\d{8}$/,
    formInWords: 'An INS has 13 characters and a key of two digits.',
    holds: (value) => value.slice(13) === insKey(value.slice(0, 13)),
    example: '2 84 03 99 999 999 20',
  },
];
