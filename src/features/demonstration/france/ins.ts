import { insDemonstrationSystem } from '#identity';

/** An INS of the demonstration domain: 13 digits and the key of two. */
export function insIdentity(value: string) {
  return { system: insDemonstrationSystem, value, assigner: 'Identité nationale de santé (démonstration)' };
}
