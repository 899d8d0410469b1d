import type { Queryable } from '#db';
import { type Clock, grouped } from '#kernel';
import type { AccessRequest, CareRelation, Restriction, SharingChoices, SharingVersion } from './contract.ts';
import type { Facts } from './policy/decide.ts';

interface SharingRow {
  readonly cross_border: boolean | null;
  readonly restrictions: readonly Restriction[] | null;
  readonly shared: readonly string[] | null;
  readonly valid_from: Date | null;
}

interface RelatedRow extends SharingRow {
  readonly patient: string;
  /** Whether the relation is the professional's own. */
  readonly personal: boolean;
  readonly emergency: boolean;
}

export const noFacts: Facts = { related: [], personal: [], emergency: [], sharing: new Map() };

/** Do the rules for this request rest on what the database knows? Most roles need nothing. */
export function needsFacts({ caller, act, patient }: AccessRequest): boolean {
  switch (caller.role) {
    case 'professional':
      return act === 'read' || act === 'write';
    case 'foreign-professional':
      return act === 'read' && patient !== undefined;
    default:
      return false;
  }
}

/** Questions under way at a time, and how many calls one answer may serve. */
const lanes = 2;
const mostTogether = 200;

/**
 * What the rules need to know for a request, in one round trip. Those that ask the same at the same time (one
 * professional's pages ask much at once) share the answer; none takes one that was under way when it came.
 */
export function createFactsReader(on: Queryable, clock: Clock): (request: AccessRequest) => Promise<Facts> {
  return grouped<AccessRequest, Facts>({
    work: (requests) => {
      const now = clock.now();
      const asked = new Map<string, Promise<Facts>>();
      for (const request of requests) {
        const question = questionOf(request);
        if (request.patient === undefined && !asked.has(question)) asked.set(question, loadFacts(on, request, now));
      }
      return Promise.all(
        requests.map((request) => {
          const question = questionOf(request);
          const known = asked.get(question) ?? loadedBeside(asked, request) ?? loadFacts(on, request, now);
          asked.set(question, known);
          return known;
        }),
      );
    },
    lanes,
    most: mostTogether,
  });
}

function questionOf({ caller, patient = '' }: Pick<AccessRequest, 'caller' | 'patient'>): string {
  const { role, organization = '', practitioner = '' } = caller;
  return JSON.stringify([role, organization, practitioner, patient]);
}

/** What is asked of one person is in the answer about all of a professional's persons, where that is asked anyway. */
function loadedBeside(
  asked: ReadonlyMap<string, Promise<Facts>>,
  { caller, patient = '' }: AccessRequest,
): Promise<Facts> | undefined {
  const all = asked.get(questionOf({ caller }));
  return all?.then((facts) => ofOnePerson(facts, patient));
}

function ofOnePerson({ related, personal, emergency, sharing }: Facts, patient: string): Facts {
  const only = (patients: readonly string[]) => (patients.includes(patient) ? [patient] : []);
  const choices = sharing.get(patient);
  return {
    related: only(related),
    personal: only(personal),
    emergency: only(emergency),
    sharing: new Map(choices === undefined ? [] : [[patient, choices]]),
  };
}

async function loadFacts(on: Queryable, request: AccessRequest, now: Date): Promise<Facts> {
  if (request.caller.role === 'professional') return relatedPersons(on, request, now);
  const choices = await sharingInForce(on, request.patient ?? '');
  return { ...noFacts, sharing: new Map(choices === undefined ? [] : [[choices.patient, choices]]) };
}

const related = (condition: string) => `
select related.patient, related.personal, related.emergency, sharing.cross_border, sharing.restrictions, sharing.shared,
  sharing.valid_from
from (
  select patient, bool_or(practitioner <> '') as personal, bool_or(emergency) as emergency from (
    select patient, practitioner, false as emergency from access_relation
    where organization = $1 and practitioner = '' and valid_from <= $3 and (valid_to is null or valid_to > $3) ${condition}
    union all
    select patient, practitioner, false from access_relation
    where practitioner = $2 and practitioner <> '' and valid_from <= $3 and (valid_to is null or valid_to > $3) ${condition}
    union all
    select patient, practitioner, true from access_emergency
    where practitioner = $2 and practitioner <> '' and valid_from <= $3 and valid_to > $3 ${condition}
  ) relation
  group by patient
) related
left join access_sharing sharing on sharing.patient = related.patient and sharing.valid_to is null
order by related.patient`;
const everyRelated = related('');
const oneRelated = related('and patient = $4');

async function relatedPersons(on: Queryable, { caller, patient }: AccessRequest, now: Date): Promise<Facts> {
  const who = [caller.organization ?? '', caller.practitioner ?? '', now];
  const rows =
    patient === undefined
      ? await on.query<RelatedRow>(everyRelated, who)
      : await on.query<RelatedRow>(oneRelated, [...who, patient]);
  const sharing = new Map<string, SharingChoices>();
  for (const row of rows) {
    if (row.restrictions !== null) sharing.set(row.patient, choicesOf(row.patient, row));
  }
  return {
    related: rows.map((row) => row.patient),
    personal: rows.filter((row) => row.personal).map((row) => row.patient),
    emergency: rows.filter((row) => row.emergency).map((row) => row.patient),
    sharing,
  };
}

/** What `factsBeside` asks: a professional's organisation and himself, and the moment; null where he has none. */
export function questionBeside({ caller }: AccessRequest, now: Date): readonly (string | null)[] {
  const { role, organization, practitioner } = caller;
  const isLocal = role === 'professional';
  return [(isLocal && organization) || null, (isLocal && practitioner) || null, now.toISOString()];
}

interface FactsRow {
  readonly beside_organization: boolean;
  readonly beside_personal: boolean;
  readonly beside_emergency: boolean;
  readonly beside_choices: SharingRow | null;
}

/** The facts of one person, as a part of the statement that reads a row of her record. */
export const factsBeside = {
  length: 3,
  select(patient: string, question: readonly string[]): string {
    const [organization, practitioner, moment] = question;
    const now = `${moment}::timestamptz`;
    const holds = `patient = ${patient} and valid_from <= ${now}`;
    return `
      select exists (select from access_relation where organization = ${organization} and practitioner = '' and ${holds}
                        and (valid_to is null or valid_to > ${now})) as beside_organization,
             exists (select from access_relation where practitioner = ${practitioner} and practitioner <> '' and ${holds}
                        and (valid_to is null or valid_to > ${now})) as beside_personal,
             exists (select from access_emergency where practitioner = ${practitioner} and practitioner <> '' and ${holds}
                        and valid_to > ${now}) as beside_emergency,
             (select json_build_object('cross_border', cross_border, 'restrictions', restrictions, 'shared', shared,
                       'valid_from', valid_from)
                from access_sharing where patient = ${patient} and valid_to is null) as beside_choices`;
  },
};

/** What the rules know of one person by the answer of `factsBeside`. */
export function factsOfAnswer({ caller }: AccessRequest, patient: string, answer: object): Facts {
  const { beside_organization, beside_personal, beside_emergency, beside_choices: choices } = answer as FactsRow;
  const listed = (holds: boolean) => (holds ? [patient] : []);
  const isRelated = beside_organization || beside_personal || beside_emergency;
  const counts = choices !== null && (isRelated || caller.role === 'foreign-professional');
  const from = choices?.valid_from;
  return {
    related: listed(isRelated),
    personal: listed(beside_personal || beside_emergency),
    emergency: listed(beside_emergency),
    sharing: new Map(
      counts ? [[patient, choicesOf(patient, { ...choices, valid_from: from ? new Date(from) : null })]] : [],
    ),
  };
}

/** The choices in force, undefined where the person never made any. */
export async function sharingInForce(on: Queryable, patient: string): Promise<SharingChoices | undefined> {
  const [row] = await on.query<SharingRow>(
    `select cross_border, restrictions, shared, valid_from from access_sharing where patient = $1 and valid_to is null`,
    [patient],
  );
  return row === undefined ? undefined : choicesOf(patient, row);
}

const mostVersions = 200;

/** Every version of the choices, newest first. */
export async function sharingVersions(on: Queryable, patient: string): Promise<readonly SharingVersion[]> {
  const rows = await on.query<
    SharingRow & {
      readonly version: number;
      readonly valid_from: Date;
      readonly valid_to: Date | null;
      readonly by: string;
    }
  >(
    `select version, cross_border, restrictions, shared, valid_from, valid_to, changed_by as by
       from access_sharing where patient = $1 order by version desc limit ${mostVersions}`,
    [patient],
  );
  return rows.map((row) => ({
    ...choicesOf(patient, row),
    version: row.version,
    from: row.valid_from,
    ...(row.valid_to === null ? {} : { to: row.valid_to }),
    by: row.by,
  }));
}

const mostRelations = 500;

/** Who treats a person today. */
export async function relationsOf(on: Queryable, patient: string, now: Date): Promise<readonly CareRelation[]> {
  const rows = await on.query<Omit<CareRelation, 'to'> & { readonly to: Date | null; readonly practitioner: string }>(
    `select patient, organization, practitioner, origin, valid_from as from, valid_to as to from access_relation
      where patient = $1 and valid_from <= $2 and (valid_to is null or valid_to > $2)
      order by organization, practitioner, valid_from limit ${mostRelations}`,
    [patient, now],
  );
  return rows.map(({ to, practitioner, ...relation }) => ({
    ...relation,
    ...(practitioner === '' ? {} : { practitioner }),
    ...(to === null ? {} : { to }),
  }));
}

function choicesOf(patient: string, row: SharingRow): SharingChoices {
  return {
    patient,
    crossBorder: row.cross_border ?? true,
    restrictions: row.restrictions ?? [],
    ...(row.shared === null || row.shared.length === 0 ? {} : { shared: row.shared }),
    ...(row.valid_from === null ? {} : { changed: row.valid_from }),
  };
}
