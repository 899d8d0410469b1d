import { setTimeout as wait } from 'node:timers/promises';
import { type Database, openDatabase } from '#db';

/** One person whose Observations are multiplied, and to whom. */
export interface Multiplication {
  /** The id of the Patient whose Observations are taken. */
  readonly of: string;
  /** Persons who get a copy each: `<prefix><number>`. */
  readonly prefix: string;
  readonly from: number;
  readonly to: number;
}

/** Persons of one statement. */
const step = 100;
/** Statements at a time: one for each core of a small machine. */
const lanes = 2;

/**
 * Multiplies the Observations of one person, with everything that stands beside them in the index, inside of the
 * database: a million in about a minute, where the API would take many. Every copy is of another person, bears another id
 * and a date within the next five years, and is found as if it had been written; its text keeps the date of the original.
 */
export async function multiply(databaseUrl: string, what: Multiplication): Promise<number> {
  const db = openDatabase({ url: databaseUrl, max: lanes, statementTimeout: 0, name: 'carnet bench' });
  try {
    let next = what.from;
    const work = async () => {
      let copied = 0;
      while (next <= what.to) {
        const from = next;
        next += step;
        copied += await copy(db, what, from, Math.min(what.to, from + step - 1));
      }
      return copied;
    };
    const copied = await Promise.all(Array.from({ length: lanes }, work));
    return copied.reduce((sum, some) => sum + some, 0);
  } finally {
    await db.close();
  }
}

/** The key of a reference to a Patient, as the store's `keys.ts` makes it. */
const referenceKey = (param: string, id: string) =>
  `('x' || encode(substr(sha256('r'::bytea || '\\x00' || 'Observation'::bytea || '\\x00' || '${param}'::bytea || '\\x00'
    || 'Patient'::bytea || '\\x00' || convert_to(${id}, 'UTF8')), 1, 8), 'hex'))::bit(64)::bigint`;

const copySql = `
  with p as materialized (
    select $2::text || n as name, n, ${referenceKey('subject', '$2::text || n')} as subject,
           ${referenceKey('patient', '$2::text || n')} as patient,
           (n % 10000) * 17280000 as later
      from generate_series($3::bigint, $4::bigint) as n),
  o as materialized (select ${referenceKey('subject', '$1::text')} as subject, ${referenceKey('patient', '$1::text')} as patient),
  s as materialized (select r.* from bench_source r where r.compartment = $1 and r.type = 'Observation' and not r.deleted),
  l as (
    insert into resource_locator (compartment, type, id) select p.name, s.type, s.id || '-' || p.n from p, s),
  c as (
    insert into resource_code (compartment, type, id, code_key, key, first, low, high)
    select p.name, c.type, c.id || '-' || p.n, c.code_key, c.key, c.first + p.later, c.low + p.later, c.high + p.later
      from p, resource_code c where c.compartment = $1 and c.type = 'Observation'),
  d as (
    insert into resource_date (compartment, type, id, param, low, high)
    select p.name, d.type, d.id || '-' || p.n, d.param, d.low + p.later, d.high + p.later
      from p, resource_date d where d.compartment = $1 and d.type = 'Observation'),
  q as (
    insert into resource_quantity (compartment, type, id, param, n, value, system, code, unit, base, canonical)
    select p.name, q.type, q.id || '-' || p.n, q.param, q.n, q.value, q.system, q.code, q.unit, q.base, q.canonical
      from p, resource_quantity q where q.compartment = $1 and q.type = 'Observation'),
  r as (
    insert into resource (compartment, type, id, version, updated, deleted, category, keys, marks, codes, texts, text, words, indexed, labelled)
    select p.name, s.type, s.id || '-' || p.n, s.version, s.updated, false, s.category,
           array_replace(array_replace(s.keys, o.subject, p.subject), o.patient, p.patient), s.marks,
           array_replace(array_replace(s.codes, 'subject=Patient/' || $1, 'subject=Patient/' || p.name),
                         'patient=Patient/' || $1, 'patient=Patient/' || p.name),
           s.texts, replace(replace(s.text, s.id, s.id || '-' || p.n), 'Patient/' || $1, 'Patient/' || p.name),
           s.words, s.indexed, s.version
      from p, s, o
    returning 1)
  select count(*)::int as copied from r`;

async function copy(db: Database, what: Multiplication, from: number, to: number): Promise<number> {
  const [row] = await db.query<{ copied: number }>(copySql, [what.of, what.prefix, from, to]);
  return row?.copied ?? 0;
}

/** Lets a person's record be written unsealed and keeps a copy of it, of which `multiply` makes others. */
export async function keepSource(urls: SeedUrls, person: () => Promise<void>): Promise<void> {
  await setPhase(urls, 'off');
  await person();
  const db = openDatabase({ url: urls.records, max: 1, name: 'carnet bench' });
  try {
    await db.query(`create table bench_source as select * from resource where text like '{%' and type = 'Observation'`);
  } finally {
    await db.close();
  }
  await sealAll(urls);
}

/** Has the node seal what was multiplied, as it seals what an older build has written. */
export async function sealAll(urls: SeedUrls): Promise<void> {
  await setPhase(urls, 'new');
  const keys = openDatabase({ url: urls.keys, max: 1, name: 'carnet bench' });
  try {
    for (;;) {
      const [state] = await keys.query<{ phase: string }>('select phase from person_sealing');
      if (state?.phase === 'all') return;
      await wait(500);
    }
  } finally {
    await keys.close();
  }
}

export interface SeedUrls {
  readonly records: string;
  readonly keys: string;
}

/** Milliseconds after which every process goes by it. */
const known = 2_500;

async function setPhase({ keys }: SeedUrls, phase: 'off' | 'new'): Promise<void> {
  const db = openDatabase({ url: keys, max: 1, name: 'carnet bench' });
  try {
    await db.query(`update person_sealing set phase = '${phase}', done = 0, place = '{}'`);
  } finally {
    await db.close();
  }
  await wait(known);
}

/** As autovacuum does in its own time: plans know the tables, and index-only reads their pages. */
export async function settle(databaseUrl: string): Promise<void> {
  const db = openDatabase({ url: databaseUrl, max: 1, statementTimeout: 0, name: 'carnet bench' });
  const tables = ['', '_locator', '_code', '_date', '_string', '_quantity'].map((rest) => `resource${rest}`);
  try {
    for (const table of tables) await db.query(`vacuum (analyze) ${table}`);
    await db.query('checkpoint').catch(() => undefined);
  } finally {
    await db.close();
  }
}
