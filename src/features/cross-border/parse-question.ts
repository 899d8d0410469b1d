import { fail, type Outcome, ok } from '#kernel';
import type { SummaryQuestion } from './contract.ts';

const longestTrait = 100;
const languageForm = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}$/;
const traitNames = ['identifier', 'birthDate'] as const;

/**
 * Reads the body of a request. Its form is checked here; what the traits must look like is the other country's to say,
 * so that `gateway` answers for them. Faults name the member, never its value.
 */
export function parseQuestion(body: unknown): Outcome<SummaryQuestion> {
  if (!isObject(body)) return fail('request.bad', 'The body must be an object.');
  const { country, traits, purpose, language, ...others } = body;
  if (Object.keys(others).length > 0) return fail('request.bad', 'The body has a member that is not known.');
  if (typeof country !== 'string' || !/^[A-Z]{2}$/.test(country)) {
    return fail('request.bad', 'country must be two capital letters (ISO 3166-1).', 'country');
  }
  if (purpose !== 'TREAT' && purpose !== 'ETREAT') {
    return fail('access.reason-required', 'purpose must be TREAT or ETREAT.', 'purpose');
  }
  if (typeof language !== 'string' || !languageForm.test(language)) {
    return fail('request.bad', 'language must be a language tag (BCP 47).', 'language');
  }
  if (!isObject(traits)) return fail('request.bad', 'traits must be an object.', 'traits');
  const given: Record<string, string> = {};
  for (const [name, value] of Object.entries(traits)) {
    const known = traitNames.find((each) => each === name);
    if (known === undefined) return fail('request.bad', 'traits has a member that is not known.', 'traits');
    if (typeof value !== 'string' || value.length > longestTrait) {
      return fail(
        'gateway.traits',
        `This trait must be text of at most ${longestTrait} characters.`,
        `traits.${known}`,
      );
    }
    given[known] = value;
  }
  return ok({ country, traits: given, purpose, language });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
