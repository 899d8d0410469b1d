import type { Queryable, Transaction } from '#db';
import type { CareRelation, DerivedRelations, KeptRelation, RelationSide } from './contract.ts';

const mostListed = 500;

/** Adding the same relation again changes its end alone; one that the person ended stays ended. */
export async function addRelation(tx: Transaction, relation: CareRelation): Promise<void> {
  await tx.query(
    `insert into access_relation (patient, organization, practitioner, origin, valid_from, valid_to)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (patient, organization, practitioner, origin, valid_from) do update set valid_to = excluded.valid_to
     where access_relation.ended_by is null`,
    [
      relation.patient,
      relation.organization,
      relation.practitioner ?? '',
      relation.origin,
      relation.from,
      relation.to ?? null,
    ],
  );
}

/**
 * What a resource of the record says about who treats the person, in place of what its former version said: what it says
 * no more ends now. Whom the person ended comes back by no resource that began before she did so.
 */
export async function deriveRelations(tx: Transaction, derived: DerivedRelations, now: Date): Promise<void> {
  const { patient, source, relations } = derived;
  await tx.query(
    `update access_relation set valid_to = greatest($3::timestamptz, valid_from)
     where patient = $1 and source = $2 and (valid_to is null or valid_to > $3)
       and not exists (
         select from jsonb_to_recordset($4::jsonb)
           as given (organization text, practitioner text, origin text, valid_from timestamptz)
         where given.organization = access_relation.organization and given.practitioner = access_relation.practitioner
           and given.origin = access_relation.origin and given.valid_from = access_relation.valid_from)`,
    [patient, source, now, JSON.stringify(relations.map(rowOf))],
  );
  if (relations.length === 0) return;
  await tx.query(
    `insert into access_relation (patient, organization, practitioner, origin, valid_from, valid_to, source)
     select $1, organization, practitioner, origin, valid_from, valid_to, $2
     from jsonb_to_recordset($3::jsonb) as given
       (organization text, practitioner text, origin text, valid_from timestamptz, valid_to timestamptz, begins timestamptz)
     where not exists (
       select from access_relation ended
       where ended.patient = $1 and ended.organization = given.organization and ended.practitioner = given.practitioner
         and ended.ended_by is not null and ended.ended_at > given.begins)
     on conflict (patient, organization, practitioner, origin, valid_from)
     do update set valid_to = excluded.valid_to, source = excluded.source where access_relation.ended_by is null`,
    [patient, source, JSON.stringify(relations.map(rowOf))],
  );
}

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
