import type { ServerAnswer } from './test-script.ts';

export interface Stored {
  readonly resourceType: string;
  readonly id: string;
  readonly [element: string]: unknown;
}

interface Bundle {
  readonly resourceType: string;
  readonly type: string;
  readonly total?: number;
  readonly link?: readonly { readonly relation: string; readonly url: string }[];
  readonly entry?: readonly { readonly resource: Stored; readonly search?: { readonly mode: string } }[];
}

/** What is wrong with an answer by the standard; undefined where nothing is. `stored` is all that the server keeps. */
export type Judge = (answer: ServerAnswer, asked: URLSearchParams, stored: readonly Stored[]) => string | undefined;

type Holds = (resource: Stored, asked: URLSearchParams) => boolean;

/** What a search must find: so many on the page as `_count` allows, each of them right, and the total where it is asked for. */
function finds(type: string, holds: Holds): Judge {
  return (answer, asked, stored) => {
    if (answer.status !== 200) return `status ${answer.status}`;
    const bundle = JSON.parse(answer.body) as Bundle;
    if (bundle.type !== 'searchset') return `type ${bundle.type}`;
    if (bundle.link?.some(({ relation }) => relation === 'self') !== true) return 'no self link';
    const right = stored.filter((resource) => resource.resourceType === type && holds(resource, asked));
    const matches = (bundle.entry ?? []).filter(({ search }) => search?.mode === 'match');
    const wrong = matches.find(({ resource }) => !right.some(({ id }) => id === resource.id));
    if (wrong !== undefined) return `${wrong.resource.resourceType}/${wrong.resource.id} does not match`;
    const expected = Math.min(Number(asked.get('_count') ?? 20), right.length);
    if (matches.length !== expected) return `${matches.length} matches on the page, not ${expected}`;
    if (bundle.total !== undefined && bundle.total !== right.length)
      return `total ${bundle.total}, not ${right.length}`;
    if (asked.get('_total') === 'accurate' && bundle.total === undefined) return 'no total';
    return undefined;
  };
}

function answers(status: number, type: string): Judge {
  return (answer) => {
    if (answer.status !== status) return `status ${answer.status}, not ${status}`;
    const { resourceType } = JSON.parse(answer.body) as Stored;
    return resourceType === type ? undefined : `${resourceType}, not ${type}`;
  };
}

/** Refused with an OperationOutcome that says so: what no standard defines must not look like an answer. */
const refused: Judge = (answer) => {
  if (answer.status < 400 || answer.status >= 500) return `status ${answer.status}`;
  const { resourceType } = JSON.parse(answer.body) as Stored;
  return resourceType === 'OperationOutcome' ? undefined : `${resourceType}, no OperationOutcome`;
};

const codesIn = (element: unknown): readonly string[] => {
  const { coding = [] } = (element ?? {}) as { readonly coding?: readonly { system?: string; code?: string }[] };
  return coding.map(({ system, code }) => `${system}|${code}`);
};
const reference = (element: unknown): string =>
  (element as { readonly reference?: string } | undefined)?.reference ?? '';
const folded = (text: string): string => text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
const names = (resource: Stored) => (resource.name ?? []) as readonly { family?: string; given?: readonly string[] }[];

const byFamily: Holds = (resource, asked) =>
  names(resource).some(({ family = '' }) => folded(family).startsWith(folded(asked.get('family') ?? '')));
const byGiven: Holds = (resource, asked) =>
  names(resource).some(({ given = [] }) =>
    given.some((one) => folded(one).startsWith(folded(asked.get('given') ?? ''))),
  );
const byGender: Holds = (resource, asked) => resource.gender === asked.get('gender');
const byCode: Holds = ({ code }, asked) => {
  const meant = asked.get('code') ?? '';
  return codesIn(code).some((one) => one === meant || one.endsWith(`|${meant}`));
};
const byComboCode: Holds = ({ code, component = [] }, asked) => {
  const parts = (component as readonly { readonly code?: unknown }[]).map((one) => one.code);
  return [code, ...parts].some((one) => codesIn(one).includes(asked.get('combo-code') ?? ''));
};
const ofPatient: Holds = ({ subject, patient }, asked) =>
  [reference(subject), reference(patient)].some((one) => one !== '' && one.endsWith(asked.get('patient') ?? 'none'));
const since2020: Holds = ({ effectiveDateTime, effectivePeriod }) => {
  const { end = '9999' } = (effectivePeriod ?? {}) as { readonly end?: string };
  const at = effectiveDateTime ?? (effectivePeriod === undefined ? undefined : end);
  return typeof at === 'string' && new Date(at) >= new Date('2020-01-01T00:00:00Z');
};
/** Words of the whole resource, or of its narrative, that begin with what is asked. */
const saying =
  (part: (resource: Stored) => unknown, param: string): Holds =>
  (resource, asked) => {
    const words = folded(JSON.stringify(part(resource) ?? '').replaceAll(/<[^>]*>/g, ' ')).split(/[^\p{L}\p{N}]+/u);
    return words.some((word) => word === folded(asked.get(param) ?? ''));
  };

/**
 * Each query of the suite with what the standard asks of its answer. Where servers differ, the comment says which is right.
 */
export const judges: Readonly<Record<string, Judge>> = {
  capability_statement: (answer, asked, stored) => {
    const wrong = answers(200, 'CapabilityStatement')(answer, asked, stored);
    if (wrong !== undefined) return wrong;
    const statement = JSON.parse(answer.body) as Stored;
    const missing = ['status', 'date', 'kind', 'fhirVersion', 'format'].find((name) => statement[name] === undefined);
    return missing === undefined ? undefined : `no ${missing}`;
  },
  // With a total or without: Bundle.total is optional where the request does not ask for it.
  observation_search_default: finds('Observation', () => true),
  observation_search_total_accurate: finds('Observation', () => true),
  // HAPI, Aidbox and Medplum are right to refuse. Microsoft, Blaze and Spark answer with everybody: the standard allows it
  // only where the self link shows what was passed over, and a filter that does not filter is a danger to people.
  q7_error_unsupported_param: refused,
  // `code` does not reach components: none in a record of panels. Spark gives an entry beside a total of 0, which is wrong.
  observation_by_code: finds('Observation', byCode),
  q1_uscore_observation_combo: finds('Observation', byComboCode),
  patient_by_gender: finds('Patient', byGender),
  patient_by_family_prefix: finds('Patient', byFamily),
  patient_by_given_prefix: finds('Patient', byGiven),
  patient_by_gender_family: finds('Patient', (one, asked) => byGender(one, asked) && byFamily(one, asked)),
  observation_by_height: finds('Observation', byCode),
  observation_by_weight: finds('Observation', byCode),
  observation_by_pain: finds('Observation', byCode),
  observation_recent: finds('Observation', since2020),
  q2_history_type: (answer, asked, stored) => {
    const wrong = answers(200, 'Bundle')(answer, asked, stored);
    if (wrong !== undefined) return wrong;
    const { type, entry = [] } = JSON.parse(answer.body) as Bundle;
    return type === 'history' && entry.length === 1 ? undefined : `${type} of ${entry.length}`;
  },
  // Terminology operations are optional: a clear refusal is right where one is not built, 500 never.
  q6_expand_valueset: refused,
  q6_lookup_loinc: refused,
  // The wildcard stands for the parameter behind a type (`Observation:*`); alone it is refused by some and served by
  // others, and the standard bears both. 500, as of Aidbox and Spark, is wrong.
  patient_revinclude_wildcard: (answer, asked, stored) =>
    answer.status === 200 ? finds('Patient', () => true)(answer, asked, stored) : refused(answer, asked, stored),
  patient_export: (answer) => {
    if (answer.status !== 202) return `status ${answer.status}`;
    return answer.headers.get('content-location') === null ? 'no Content-Location' : undefined;
  },
  patient_read_by_id: answers(200, 'Patient'),
  patient_by_family_exact: finds('Patient', byFamily),
  observations_for_patient: finds('Observation', ofPatient),
  conditions_for_patient: finds('Condition', ofPatient),
  condition_by_code: finds('Condition', byCode),
  procedure_by_code: finds('Procedure', byCode),
  encounter_by_patient: finds('Encounter', ofPatient),
  medication_request_by_patient: finds('MedicationRequest', ofPatient),
  encounter_by_practitioner: finds('Encounter', ({ participant = [] }, asked) =>
    (participant as readonly { readonly individual?: unknown }[]).some(
      ({ individual }) => reference(individual) === asked.get('participant'),
    ),
  ),
  encounter_by_location: finds('Encounter', ({ location = [] }, asked) =>
    (location as readonly { readonly location?: unknown }[]).some(
      (one) => reference(one.location) === asked.get('location'),
    ),
  ),
  patient_content_search: finds(
    'Patient',
    saying((resource) => resource, '_content'),
  ),
  observation_content_search: finds(
    'Observation',
    saying((resource) => resource, '_content'),
  ),
  condition_content_search: finds(
    'Condition',
    saying((resource) => resource, '_content'),
  ),
  patient_text_narrative: finds(
    'Patient',
    saying(({ text }) => text, '_text'),
  ),
  // Strings have :exact and :contains; :text is for tokens (search.html#modifiers). To take it for one of the two is a guess.
  patient_name_text_modifier: refused,
  patient_address_text_modifier: refused,
  condition_code_text_modifier: finds(
    'Condition',
    saying(({ code }) => code, 'code:text'),
  ),
};
