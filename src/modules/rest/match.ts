import { checkStructure, informationOutcome, parseSearch, type Resource, type SearchQuery } from '#fhir';
import { type Caller, candidateSearches, matchPerson, type PersonMatch, personTraits } from '#identity';
import { fail, failAll, type Outcome, ok } from '#kernel';
import type { StoredVersion } from '#records';
import type { Answer } from './answer.ts';
import { bundleText } from './bundle-text.ts';
import type { FhirDeps } from './fhir-deps.ts';

/** Patients that one of the searches for candidates may bring. */
const mostCandidates = 200;
const standardCount = 20;
const mostCount = 100;

const gradeExtension = 'http://hl7.org/fhir/StructureDefinition/match-grade';

/**
 * Patient/$match (FHIR R4, patient-operation-match.html): who of those whom the caller may see is probably meant, from the
 * likeliest on, each with its score and grade. Nobody found is an empty Bundle. Each who is given finds it in her log;
 * whoever was only compared does not.
 */
export async function match(deps: FhirDeps, caller: Caller, body: Resource): Promise<Outcome<Answer>> {
  const asked = askedOf(body);
  if (!asked.ok) return asked;
  const { patient, onlyCertain, count } = asked.value;
  const queries: SearchQuery[] = [];
  for (const search of candidateSearches(patient)) {
    const params = new URLSearchParams(search.map(([name, value]) => [name, value]));
    const query = parseSearch('Patient', params, { baseUrl: deps.baseUrl, handling: 'lenient' });
    // A trait that no search can say, such as one full of signs, leaves the others.
    if (query.ok && query.value.criteria.length === search.length) {
      queries.push({ ...query.value, count: mostCandidates, total: 'none' });
    }
  }
  if (queries.length === 0) {
    return fail(
      'request.bad',
      'To look for a person takes an identifier, a phone or e-mail address, a birth date, or a given and a family name.',
    );
  }
  const traits = personTraits(patient);
  const grades = new Map<string, PersonMatch>();
  const select = (candidates: readonly StoredVersion[]) => {
    const matches = candidates
      .map((stored) => ({ stored, match: matchPerson(traits, personTraits(JSON.parse(stored.text) as Resource)) }))
      .filter(({ match: { grade } }) => grade !== 'certainly-not' && (!onlyCertain || grade === 'certain'))
      .sort((one, other) => other.match.score - one.match.score || (one.stored.id < other.stored.id ? -1 : 1));
    // Who asks for the one who is certainly meant is not served with two.
    const given = onlyCertain && matches.length > 1 ? [] : matches.slice(0, count);
    for (const { stored, match: graded } of given) grades.set(stored.id, graded);
    return given.map(({ stored }) => stored);
  };
  const found = await deps.records.select(caller, { queries, select }, '$match');
  if (!found.ok) return found;
  const entries = found.value.map((stored) => entryOf(deps, stored, grades.get(stored.id)));
  if (onlyCertain && entries.length === 0) entries.push(advice('Nobody, or more than one, is certainly meant.'));
  return ok({ status: 200, text: bundleText({ type: 'searchset', total: found.value.length, entries }) });
}

function entryOf(deps: FhirDeps, stored: StoredVersion, graded: PersonMatch | undefined): string {
  const search = {
    extension: [{ url: gradeExtension, valueCode: graded?.grade }],
    mode: 'match',
    score: graded?.score,
  };
  const fullUrl = `${deps.baseUrl}/${stored.type}/${stored.id}`;
  return `{"fullUrl":"${fullUrl}","resource":${stored.text},"search":${JSON.stringify(search)}}`;
}

function advice(text: string): string {
  return JSON.stringify({ resource: informationOutcome(text), search: { mode: 'outcome' } });
}

interface Asked {
  readonly patient: Resource;
  readonly onlyCertain: boolean;
  readonly count: number;
}

/** The body: Parameters, or the Patient itself, which is its only mandatory parameter (R4, operations.html#request). */
function askedOf(body: Resource): Outcome<Asked> {
  const read =
    body.resourceType === 'Parameters'
      ? readParameters(body)
      : ok({ patient: body, onlyCertain: false, count: standardCount });
  if (!read.ok) return read;
  const { patient } = read.value;
  if (patient?.resourceType !== 'Patient') return fail('request.bad', '$match looks for a Patient.');
  const [first, ...rest] = checkStructure(patient).filter(({ severity }) => severity === 'error');
  return first === undefined ? ok({ ...read.value, patient }) : failAll([first, ...rest]);
}

function readParameters(body: Resource): Outcome<Omit<Asked, 'patient'> & { readonly patient: Resource | undefined }> {
  const listed = Array.isArray(body.parameter) ? (body.parameter as readonly Record<string, unknown>[]) : [];
  let patient: Resource | undefined;
  let onlyCertain = false;
  let count = standardCount;
  for (const [index, { name, resource, valueBoolean, valueInteger }] of listed.entries()) {
    if (name === 'resource' && typeof resource === 'object' && resource !== null) patient = resource as Resource;
    else if (name === 'onlyCertainMatches' && typeof valueBoolean === 'boolean') onlyCertain = valueBoolean;
    else if (name === 'count' && Number.isInteger(valueInteger) && (valueInteger as number) > 0) {
      count = Math.min(valueInteger as number, mostCount);
    } else {
      return fail(
        'request.bad',
        '$match takes resource, onlyCertainMatches (valueBoolean) and count (valueInteger, from 1 on).',
        `Parameters.parameter[${index}]`,
      );
    }
  }
  return ok({ patient, onlyCertain, count });
}
