import type { Database } from '#db';
import type { CodeSystemHeader, ConceptRow } from '../concepts.ts';
import { createPacker, type PackCounts, type RefusedConcept } from '../content/index.ts';
import { noteChange } from './catalogue.ts';
import { openSpool, type Spool } from './spool.ts';

/** What became of a version that was imported. */
export interface KeptContent extends PackCounts {
  /** It is the one that is meant where none is named. */
  readonly inUse: boolean;
  /** The same version stood there before, and is replaced. */
  readonly replaced: boolean;
}

export interface KeepContentOptions {
  readonly header: CodeSystemHeader;
  readonly concepts: AsyncIterable<ConceptRow> | Iterable<ConceptRow>;
  /** The layout that it comes from. */
  readonly format: string;
  /** Puts it in use even where another version is. */
  readonly use?: boolean;
  /** Called for each concept that is not taken in, with its number from 1. */
  readonly refused?: (place: number, reason: RefusedConcept) => void;
  /** Heeded until the version is put into the database; it throws its reason. */
  readonly signal?: AbortSignal;
  /** Asked at the end of the concepts: with false nothing is kept. */
  readonly isWhole?: () => boolean;
}

const partSize = 1_048_576;

/**
 * Packs a version of a code system into the database. Concepts go to a file as they come; the database learns of them in
 * one transaction in the end, so that nobody sees half a version and nothing remains of an import that breaks off. The
 * first version of a code system is in use at once, a further one when it is told to be. A version that is there
 * already is replaced. Undefined where it was not whole.
 */
export async function keepContent(db: Database, options: KeepContentOptions): Promise<KeptContent | undefined> {
  const { header, concepts } = options;
  const packer = createPacker(header);
  const spool = await openSpool();
  try {
    let place = 0;
    for await (const row of concepts) {
      place += 1;
      const refused = packer.add(row);
      if (refused !== undefined) options.refused?.(place, refused);
      const chunk = packer.takeChunk();
      if (chunk !== undefined) await spool.write(chunk);
    }
    if (options.isWhole?.() === false) return undefined;
    const { rest, layout, counts } = packer.finish();
    for (const bytes of rest) await spool.write(bytes);
    options.signal?.throwIfAborted();
    const kept = await insert(db, options, { layout: JSON.stringify(layout), size: layout.size, counts, spool });
    return { ...counts, ...kept };
  } finally {
    await spool.close();
  }
}

interface Packed {
  readonly layout: string;
  readonly size: number;
  readonly counts: PackCounts;
  readonly spool: Spool;
}

async function insert(db: Database, { header, format, use }: KeepContentOptions, packed: Packed) {
  const { url, version = '' } = header;
  return db.transaction(async (tx) => {
    // Parts first: nobody waits for the lock of the catalogue while they are written.
    const [content] = await tx.query<{ id: number }>(
      'insert into terminology_content (layout, size) values ($1, $2) returning id',
      [packed.layout, packed.size],
    );
    let place = 0;
    for await (const piece of packed.spool.pieces(partSize)) {
      await tx.query('insert into terminology_content_part (content, place, bytes) values ($1, $2, $3)', [
        content?.id,
        place,
        piece,
      ]);
      place += 1;
    }
    await noteChange(tx);
    const [before] = await tx.query<{ content: number }>(
      'select content from terminology_version where url = $1 and version = $2',
      [url, version],
    );
    await tx.query(
      `insert into terminology_version (url, version, header, content, format, concepts, designations)
       values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (url, version) do update
         set header = excluded.header, content = excluded.content, format = excluded.format,
             concepts = excluded.concepts, designations = excluded.designations, imported = now()`,
      [url, version, JSON.stringify(header), content?.id, format, packed.counts.concepts, packed.counts.designations],
    );
    if (before !== undefined) await tx.query('delete from terminology_content where id = $1', [before.content]);
    const [current] = await tx.query<{ version: string }>(
      'select version from terminology_use where url = $1 and undone is null order by id desc limit 1',
      [url],
    );
    const inUse = current === undefined || use === true || current.version === version;
    if (inUse && current?.version !== version) {
      await tx.query('insert into terminology_use (url, version) values ($1, $2)', [url, version]);
    }
    return { inUse, replaced: before !== undefined };
  });
}
