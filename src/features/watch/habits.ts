import type { Database } from '#db';

/** Hours at which an account was seen at work. */
export interface WorkedHour {
  readonly subject: string;
  readonly hour: number;
  /** Date of the place. */
  readonly day: string;
}

/** On how many days an account worked, and at that hour, before `day`. */
export type HabitOf = (
  subject: string,
  hour: number,
  day: string,
) => { readonly days: number; readonly atThisHour: number };

/** Adds a day to each hour of each account that it was not seen at on that day before. */
export async function keepHabits(db: Database, worked: readonly WorkedHour[]): Promise<void> {
  const once = [...new Map(worked.map((each) => [`${each.subject} ${each.hour} ${each.day}`, each])).values()];
  if (once.length === 0) return;
  // One row of an hour at a time: a statement cannot change a row twice.
  for (const day of new Set(once.map((each) => each.day))) {
    const those = once.filter((each) => each.day === day);
    await db.query(
      `insert into watch_habit as known (subject, hour, days, last)
       select subject, hour, 1, $3::date from unnest($1::text[], $2::smallint[]) as worked (subject, hour)
       on conflict (subject, hour) do update set days = known.days + 1, last = excluded.last
        where known.last < excluded.last`,
      [those.map(({ subject }) => subject), those.map(({ hour }) => hour), day],
    );
  }
}

export async function habitsOf(db: Database, subjects: readonly string[]): Promise<HabitOf> {
  const rows = await db.query<{ subject: string; hour: number; days: number; last: string }>(
    'select subject, hour, days, last::text as last from watch_habit where subject = any ($1::text[])',
    [[...new Set(subjects)]],
  );
  const bySubject = Map.groupBy(rows, ({ subject }) => subject);
  return (subject, hour, day) => {
    const known = bySubject.get(subject) ?? [];
    const before = known.map((row) => ({ hour: row.hour, days: row.last < day ? row.days : row.days - 1 }));
    return {
      // Nobody works at every hour: the hour that was worked most tells of the days.
      days: Math.max(0, ...before.map((row) => row.days)),
      atThisHour: before.find((row) => row.hour === hour)?.days ?? 0,
    };
  };
}
