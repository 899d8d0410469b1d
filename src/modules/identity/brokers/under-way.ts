import { createHash, randomBytes } from 'node:crypto';
import type { Database } from '#db';
import type { Clock } from '#kernel';
import { consumeOnce, isConsumed } from '../consume-once.ts';
import type { Seals } from '../sealed-cookies.ts';

/** What is remembered of a sign-in while its person is elsewhere, in all processes of the node. */
export interface UnderWay {
  /** Keeps it for ten minutes. `id` is for the browser, `reply` for whoever answers in its place (a wallet). */
  begin(content: object): Promise<{ readonly id: string; readonly reply: string }>;
  /** What is kept for this browser, and the answer where there is one. */
  read(id: string): Promise<{ readonly content: unknown; readonly answer?: unknown } | undefined>;
  /** The same, and nobody gets it again. */
  take(id: string): Promise<{ readonly content: unknown; readonly answer?: unknown } | undefined>;
  /** What is kept, for who answers; undefined where it was answered, or is another's. */
  asked(reply: string): Promise<unknown>;
  /** The same, and `asked` gives it to nobody any more, nor does this: who answers has made it his own. */
  claim(reply: string): Promise<unknown>;
  /** The same, for who answers and comes with the answer. */
  awaited(reply: string): Promise<unknown>;
  /** Keeps an answer; false where there is one already, or nothing was asked. */
  answer(reply: string, answer: object): Promise<boolean>;
}

/** Milliseconds for which a sign-in elsewhere may take. */
export const underWayFor = 600_000;

interface Row {
  readonly content: string;
  readonly answer: string | null;
}

/** Contents are sealed with the node's key: a copy of the database tells nobody who is signing in. */
export function createUnderWay(parts: {
  readonly db: Database;
  readonly clock: Clock;
  readonly seals: Seals;
}): UnderWay {
  const { db, clock, seals } = parts;
  const opened = async (row: Row | undefined) => {
    if (row === undefined) return undefined;
    const content = await seals.open('upstream', row.content);
    if (content === undefined) return undefined;
    const answer = row.answer === null ? undefined : await seals.open('upstream', row.answer);
    return { content: JSON.parse(content) as unknown, ...(answer === undefined ? {} : { answer: JSON.parse(answer) }) };
  };

  const awaited: UnderWay['awaited'] = async (reply) => {
    const [row] = await db.query<Row>(
      'select content, answer from identity_upstream where reply = $1 and answer is null and expires > $2',
      [digest(reply), clock.now()],
    );
    return (await opened(row))?.content;
  };

  return {
    async begin(content) {
      const [id, reply] = [newId(), newId()];
      await db.query('insert into identity_upstream (id, reply, content, expires) values ($1, $2, $3, $4)', [
        digest(id),
        digest(reply),
        await seals.seal('upstream', JSON.stringify(content)),
        new Date(clock.now().getTime() + underWayFor),
      ]);
      return { id, reply };
    },
    async read(id) {
      const [row] = await db.query<Row>(
        'select content, answer from identity_upstream where id = $1 and expires > $2',
        [digest(id), clock.now()],
      );
      return opened(row);
    },
    async take(id) {
      const [row] = await db.query<Row>(
        'delete from identity_upstream where id = $1 and expires > $2 returning content, answer',
        [digest(id), clock.now()],
      );
      return opened(row);
    },
    async asked(reply) {
      return (await isConsumed(db, claimOf(reply))) ? undefined : awaited(reply);
    },
    async claim(reply) {
      const content = await awaited(reply);
      if (content === undefined) return undefined;
      const now = clock.now();
      const isFirst = await consumeOnce(db, claimOf(reply), new Date(now.getTime() + underWayFor), now);
      return isFirst ? content : undefined;
    },
    awaited,
    async answer(reply, answer) {
      const rows = await db.query<object>(
        `update identity_upstream set answer = $2 where reply = $1 and answer is null and expires > $3
         returning 1 as answered`,
        [digest(reply), await seals.seal('upstream', JSON.stringify(answer)), clock.now()],
      );
      return rows.length === 1;
    },
  };
}

function newId(): string {
  return randomBytes(32).toString('base64url');
}

/** A reply id stands in no table in the clear: its mark is a digest as well. */
function claimOf(reply: string): string {
  return `upstream request ${reply}`;
}

function digest(id: string): Uint8Array {
  return createHash('sha256').update(`upstream ${id}`).digest();
}
