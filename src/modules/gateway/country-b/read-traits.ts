import { checkPersonIdentifier } from '#identity';
import { fail, type Outcome, ok } from '#kernel';
import type { TraitQuestion } from '../contract.ts';
import type { EnteredTraits } from './partner-transport.ts';

const longestTrait = 64;

/**
 * What the professional entered, checked against what the other country asks for; spaces that people put into long numbers
 * are left out. An identifier whose check key does not fit is a typing error. Faults: `gateway.traits` with the
 * path of the trait; the text names no value.
 */
export function readTraits(
  questions: readonly TraitQuestion[],
  entered: Readonly<Record<string, string>>,
  today: Date,
): Outcome<EnteredTraits> {
  const asked = new Set<string>(questions.map((question) => question.name));
  for (const name of Object.keys(entered)) {
    if (!asked.has(name)) return fail('gateway.traits', 'A trait is given that nobody asked for.', 'traits');
  }
  const values: { identifier?: { system: string; value: string }; birthDate?: string } = {};
  for (const question of questions) {
    const given = Object.hasOwn(entered, question.name) ? entered[question.name] : undefined;
    if (typeof given !== 'string' || given.trim() === '') return wrong(question.name, 'This trait is needed.');
    if (given.length > longestTrait) return wrong(question.name, 'This trait is too long.');
    const value = asWritten(question, given);
    if (value === undefined) {
      return wrong(question.name, 'This trait does not have the form that the other country uses.');
    }
    if (question.name === 'identifier') {
      const system = question.system ?? '';
      const checked = checkPersonIdentifier(system, value);
      // Of a system that is not known here, the other country alone can judge.
      if (!checked.ok && checked.fault.code === 'identifier.bad-key') {
        return wrong('identifier', checked.fault.issues[0]?.text ?? '');
      }
      values.identifier = { system, value };
    } else if (isPastDate(value, today)) values.birthDate = value;
    else return wrong('birthDate', 'A birth date is a day of the past, YYYY-MM-DD.');
  }
  const { identifier, birthDate } = values;
  if (identifier === undefined || birthDate === undefined) {
    return fail('gateway.traits', 'The other country does not say how it finds a person.');
  }
  return ok({ identifier, birthDate });
}

/** The spelling that the other country's pattern takes: as entered, or without spaces and in capitals. */
function asWritten(question: TraitQuestion, given: string): string | undefined {
  const pattern = question.pattern === undefined ? /./u : new RegExp(`^(?:${question.pattern})$`, 'u');
  return [given.trim(), given.replace(/\s/gu, '').toUpperCase()].find((spelling) => pattern.test(spelling));
}

function wrong(name: string, text: string): Outcome<never> {
  return fail('gateway.traits', text, `traits.${name}`);
}

/** A real day of the calendar (no 30 February), not after the day that has begun anywhere on earth. */
function isPastDate(value: string, today: Date): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const at = new Date(`${value}T00:00:00Z`);
  const latest = today.getTime() + 14 * 3_600_000;
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(value) && at.getTime() <= latest && value >= '1850';
}
