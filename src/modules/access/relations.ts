import type { Queryable, Transaction } from '#db';
import type { Access, CareRelation, DerivedRelations, KeptRelation, RelationSide } from './contract.ts';

const mostListed = 500;

/**
 * Adding the same relation again changes its end alone; one that the person ended stays ended. False where there are as
 * many as `bound` allows already.
 */
export async function addRelation(
  tx: Transaction,
  relation: CareRelation,
  bound?: Parameters<Access['addRelation']>[2],
): Promise<boolean> {
  const { patient, organization, practitioner = '', origin, from, to = null } = relation;
  if (bound !== undefined) {
    await lockRelations(tx, [patient]);
    const [row] = await tx.query<{ readonly n: number }>(
      'select count(*)::int as n from access_relation where patient = $1 and origin = $2 and valid_from >= $3',
      [patient, origin, bound.since],
    );
    if ((row?.n ?? 0) >= bound.most) return false;
  }
  await tx.query(
    `insert into access_relation (patient, organization, practitioner, origin, valid_from, valid_to)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (patient, organization, practitioner, origin, valid_from) do update set valid_to = excluded.valid_to
     where access_relation.ended_by is null`,
    [patient, organization, practitioner, origin, from, to],
  );
  return true;
}

/**
 * What resources of records say about who treats their persons, in place of what their former versions said: what one says
 * no more ends now, unless another resource says it still. Whom the person ended comes back by no resource that began
 * before she did so.
 */
export async function deriveRelations(tx: Transaction, derived: readonly DerivedRelations[], now: Date): Promise<void> {
  if (derived.length === 0) return;
  await lockRelations(
    tx,
    derived.map(({ patient }) => patient),
  );
  for (const { patient, source, relations } of derived) {
    const given = JSON.stringify(relations.map(rowOf));
    await tx.query(keepFormerSources, [patient, now]);
    await tx.query(withdraw, [patient, source, now, given]);
    if (relations.length > 0) await tx.query(tell, [patient, source, given, now]);
  }
}

/** Until the transaction ends nobody else changes what these persons have by resources, or ends it; always in one order. */
async function lockRelations(tx: Transaction, patients: readonly string[]): Promise<void> {
  await tx.query(
    `select pg_advisory_xact_lock(hashtextextended(patient, 8))
       from (select distinct patient from unnest($1::text[]) as patient order by patient) as locked`,
    [patients],
  );
}

const sameRelation = (one: string, other: string) =>
  ['organization', 'practitioner', 'origin', 'valid_from']
    .map((column) => `${one}.${column} = ${other}.${column}`)
    .join(' and ');

const givenBy = (parameter: string) => `jsonb_to_recordset(${parameter}::jsonb) as given
  (organization text, practitioner text, origin text, valid_from timestamptz, valid_to timestamptz, begins timestamptz)`;

/**
 * What builds that know the last source alone wrote, and relations that no resource gave, get the row that others have; and
 * what such a build ended has no source any more.
 */
const keepFormerSources = `
with ended as (
  delete from access_relation_source said using access_relation relation
   where said.patient = $1 and relation.patient = $1 and ${sameRelation('relation', 'said')}
     and relation.valid_to < said.valid_to)
insert into access_relation_source (patient, organization, practitioner, origin, valid_from, source, valid_to)
select patient, organization, practitioner, origin, valid_from, coalesce(source, ''), coalesce(valid_to, 'infinity')
  from access_relation relation
 where patient = $1 and origin in ('stay', 'appointment', 'team') and ended_by is null
   and (valid_to is null or valid_to > $2)
   and not exists (
     select from access_relation_source known
      where known.patient = $1 and known.source = coalesce(relation.source, '') and ${sameRelation('known', 'relation')})
on conflict do nothing`;

const withdraw = `
with gone as (
  delete from access_relation_source said
   where patient = $1 and source = $2
     and not exists (select from ${givenBy('$4')} where ${sameRelation('given', 'said')})
  returning organization, practitioner, origin, valid_from)
update access_relation relation
   set valid_to = nullif(greatest($3::timestamptz, relation.valid_from, still.valid_to), 'infinity'),
       source = nullif(coalesce(still.source, relation.source), '')
  from gone
  left join lateral (
    select source, valid_to from access_relation_source other
     where other.patient = $1 and other.source <> $2 and ${sameRelation('other', 'gone')}
     order by valid_to desc limit 1) still on true
 where relation.patient = $1 and ${sameRelation('relation', 'gone')}
   and (relation.valid_to is null or relation.valid_to > $3)`;

/**
 * Whom the person ended stays away: an organisation with whoever works there, and a practitioner wherever he works. What
 * stands still, as she ended another place of his, is told on.
 */
const tell = `
with told as (
  select given.* from ${givenBy('$3')}
   where not exists (
     select from access_relation ended
      where ended.patient = $1 and ended.ended_by is not null and ended.ended_at > given.begins
        and (ended.organization = given.organization and ended.practitioner in ('', given.practitioner)
             or given.practitioner <> '' and ended.practitioner = given.practitioner))
     or exists (
     select from access_relation standing
      where standing.patient = $1 and ${sameRelation('standing', 'given')}
        and standing.ended_by is null and (standing.valid_to is null or standing.valid_to > $4))),
kept as (
  insert into access_relation_source (patient, organization, practitioner, origin, valid_from, source, valid_to)
  select $1, organization, practitioner, origin, valid_from, $2, coalesce(valid_to, 'infinity') from told
  on conflict (patient, organization, practitioner, origin, valid_from, source)
  do update set valid_to = excluded.valid_to)
insert into access_relation (patient, organization, practitioner, origin, valid_from, valid_to, source)
select $1, organization, practitioner, origin, valid_from, nullif(longest.valid_to, 'infinity'), nullif(longest.source, '')
  from told
 cross join lateral (
   select source, valid_to from (
     select $2 as source, coalesce(told.valid_to, 'infinity') as valid_to
     union all
     select other.source, other.valid_to from access_relation_source other
      where other.patient = $1 and other.source <> $2 and ${sameRelation('other', 'told')}) every_source
    order by valid_to desc limit 1) longest
on conflict (patient, organization, practitioner, origin, valid_from)
do update set valid_to = excluded.valid_to, source = excluded.source where access_relation.ended_by is null`;

function rowOf({ organization, practitioner, origin, from, to, begins }: DerivedRelations['relations'][number]) {
  return {
    organization,
    practitioner: practitioner ?? '',
    origin,
    valid_from: from.toISOString(),
    valid_to: to?.toISOString() ?? null,
    begins: begins.toISOString(),
  };
}

/**
 * Ends what a person has with an organisation, those who treat her there included, or with one practitioner. True where
 * there was anything to end.
 */
export async function endRelations(
  tx: Transaction,
  patient: string,
  side: RelationSide,
  by: string,
  now: Date,
): Promise<boolean> {
  await lockRelations(tx, [patient]);
  const [column, id] =
    'practitioner' in side ? ['practitioner', side.practitioner] : ['organization', side.organization];
  const rows = await tx.query<object>(
    `update access_relation set valid_to = greatest($3::timestamptz, valid_from), ended_by = $4, ended_at = $3
     where patient = $1 and ${column} = $2 and (valid_to is null or valid_to > $3) returning 1 as done`,
    [patient, id, now, by],
  );
  return rows.length > 0;
}

interface KeptRow {
  readonly patient: string;
  readonly organization: string;
  readonly practitioner: string;
  readonly origin: CareRelation['origin'];
  readonly from: Date;
  readonly to: Date | null;
  readonly source: string | null;
  readonly ended_at: Date | null;
}

/** Who treats a person, is going to and has, the latest first. */
export async function relationsEver(on: Queryable, patient: string): Promise<readonly KeptRelation[]> {
  const rows = await on.query<KeptRow>(
    `select patient, organization, practitioner, origin, valid_from as from, valid_to as to, source, ended_at
     from access_relation where patient = $1
     order by valid_from desc, organization, practitioner, origin limit ${mostListed}`,
    [patient],
  );
  return rows.map(({ practitioner, to, source, ended_at: endedAt, ...relation }) => ({
    ...relation,
    ...(practitioner === '' ? {} : { practitioner }),
    ...(to === null ? {} : { to }),
    ...(source === null ? {} : { source }),
    ...(endedAt === null ? {} : { endedAt }),
  }));
}
