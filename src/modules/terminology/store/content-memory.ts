import { AsyncLocalStorage } from 'node:async_hooks';
import type { Database } from '#db';
import type { CodeSystemHeader } from '../concepts.ts';
import { openContent, type PackedContent, type PackedLayout } from '../content/index.ts';

/** A packed content in the database, and what is told of it. */
export interface ContentName {
  readonly content: number;
  readonly header: CodeSystemHeader;
}

/** The contents that this process holds, those that were asked for last. */
export interface ContentMemory {
  /** At once or not at all. */
  get(name: ContentName): PackedContent | undefined;
  /** Brings it into memory, once for all who ask; resolves too where it is not there any more. */
  load(name: ContentName): Promise<void>;
  /** Lets go of everything but these. */
  keepOnly(contents: ReadonlySet<number>): void;
  /** Lets go of what is too much and in nobody's hands any more. */
  makeRoom(): void;
  /** Bytes held. */
  readonly size: number;
}

export interface ContentMemoryOptions {
  readonly db: Database;
  /** Bytes; what was asked for last stays even where it is more. */
  readonly limit: number;
  /** Milliseconds for which what was asked for is in somebody's hands, and stays; 5,000 unless said. */
  readonly inHands?: number;
}

interface Held {
  readonly opened: PackedContent;
  usedAt: number;
}

const partsAtOnce = 4;

export function createContentMemory({ db, limit, inHands = 5_000 }: ContentMemoryOptions): ContentMemory {
  const held = new Map<number, Held>();
  const loads = new Map<number, Promise<void>>();
  // A load serves whoever asks, so that it must not end with the request that began it.
  const outside = AsyncLocalStorage.snapshot();
  let size = 0;

  const drop = (content: number, { opened }: Held) => {
    held.delete(content);
    size -= opened.size;
  };

  const makeRoom = () => {
    if (size <= limit) return;
    const now = performance.now();
    const byUse = [...held].sort(([, one], [, other]) => one.usedAt - other.usedAt);
    for (const [content, one] of byUse.slice(0, -1)) {
      if (size <= limit || now - one.usedAt < inHands) return;
      drop(content, one);
    }
  };

  const load = async ({ content, header }: ContentName) => {
    const opened = await readContent(db, content, header);
    if (opened === undefined) return;
    held.set(content, { opened, usedAt: performance.now() });
    size += opened.size;
    makeRoom();
  };

  return {
    get size() {
      return size;
    },
    get({ content }) {
      const found = held.get(content);
      if (found === undefined) return undefined;
      found.usedAt = performance.now();
      return found.opened;
    },
    load(name) {
      if (held.has(name.content)) return Promise.resolve();
      let under = loads.get(name.content);
      if (under === undefined) {
        under = outside(() => load(name)).finally(() => loads.delete(name.content));
        loads.set(name.content, under);
      }
      return under;
    },
    makeRoom,
    keepOnly(contents) {
      for (const [content, one] of held) if (!contents.has(content)) drop(content, one);
      makeRoom();
    },
  };
}

/** Undefined where it was taken away, before or while it is read. */
async function readContent(
  db: Database,
  content: number,
  header: CodeSystemHeader,
): Promise<PackedContent | undefined> {
  const [row] = await db.query<{ layout: string }>('select layout from terminology_content where id = $1', [content]);
  if (row === undefined) return undefined;
  const layout = JSON.parse(row.layout) as PackedLayout;
  const bytes = Buffer.allocUnsafeSlow(layout.size);
  let at = 0;
  for (let place = 0; at < layout.size; place += partsAtOnce) {
    const parts = await db.query<{ bytes: Uint8Array }>(
      'select bytes from terminology_content_part where content = $1 and place >= $2 and place < $3 order by place',
      [content, place, place + partsAtOnce],
    );
    if (parts.length === 0) return undefined;
    for (const part of parts) {
      bytes.set(part.bytes, at);
      at += part.bytes.length;
    }
  }
  return openContent(header, layout, bytes);
}
