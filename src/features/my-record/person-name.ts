import type { HumanName, Patient } from './r4.ts';

/** The name by which a person is called: official before usual before any other; given names, then family name. */
export function personName(patient: Patient): string {
  const names = patient.name ?? [];
  const name = names.find((one) => one.use === 'official') ?? names.find((one) => one.use === 'usual') ?? names[0];
  return name ? written(name) : '';
}

function written(name: HumanName): string {
  const parts = [...(name.given?.slice(0, 1) ?? []), name.family ?? ''].filter(Boolean).join(' ');
  return parts || (name.text ?? '');
}
