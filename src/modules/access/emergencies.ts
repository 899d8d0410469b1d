import type { Database, Queryable, Transaction } from '#db';
import type { EmergencyAccess } from './contract.ts';

/** From `from` to `to` the professional sees the whole record, whatever the person hides; never taken back, since it is what happened. */
export async function openEmergency(tx: Transaction, emergency: EmergencyAccess): Promise<void> {
  const { patient, practitioner, reason, from, to } = emergency;
  await tx.query(
    `insert into access_emergency (patient, practitioner, reason, valid_from, valid_to) values ($1, $2, $3, $4, $5)
     on conflict do nothing`,
    [patient, practitioner, reason, from, to],
  );
}

const mostTold = 100;

export async function emergencies(on: Queryable, patient: string): Promise<readonly EmergencyAccess[]> {
  return on.query<EmergencyAccess & object>(
    `select patient, practitioner, reason, valid_from as from, valid_to as to from access_emergency
      where patient = $1 order by valid_from desc limit ${mostTold}`,
    [patient],
  );
}

/** Attempts of one professional within an hour: who treats does not guess at people. */
const mostAttempts = 20;
const hour = 3_600_000;

export async function mayDeclareEmergency(db: Database, practitioner: string, now: Date): Promise<boolean> {
  const since = new Date(now.getTime() - hour);
  return db.transaction(async (tx) => {
    // Attempts that are made at once must see each other.
    await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`emergency ${practitioner}`]);
    await tx.query('delete from access_emergency_attempt where practitioner = $1 and at <= $2', [practitioner, since]);
    const [row] = await tx.query<{ attempts: number }>(
      'select count(*)::integer as attempts from access_emergency_attempt where practitioner = $1',
      [practitioner],
    );
    const isFree = (row?.attempts ?? 0) < mostAttempts;
    if (isFree) {
      await tx.query('insert into access_emergency_attempt (practitioner, at) values ($1, $2)', [practitioner, now]);
    }
    return isFree;
  });
}
