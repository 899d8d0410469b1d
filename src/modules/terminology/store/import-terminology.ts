import type { Database } from '#db';
import type { Definition } from '#fhir';
import { fail, type Outcome, ok } from '#kernel';
import type { ConceptRow } from '../concepts.ts';
import type { RefusedConcept } from '../content/index.ts';
import {
  type ConceptFormat,
  conceptFormats,
  countRefusals,
  type ImportSource,
  openSource,
  type ReadOptions,
  type RefusalCount,
  type RefusalReason,
  recogniseFormat,
  type TerminologyPart,
} from '../formats/index.ts';
import { loadDesignations } from '../load-designations.ts';
import { composeConceptMap } from './compose-concept-map.ts';
import { composeSupplement } from './compose-supplement.ts';
import { keepDefinition } from './definition-memory.ts';
import { type KeptContent, keepContent } from './keep-content.ts';

export interface ImportOptions extends Omit<ReadOptions, 'refused'> {
  /** The name of a layout; the content tells where it is left out. */
  readonly format?: string;
  /** Puts what is imported in use even where another version is. */
  readonly use?: boolean;
  /** Called now and then. */
  readonly progress?: (progress: ImportProgress) => void;
  /** Ends the import between two rows, by its reason; nothing of the code system that was being read is kept. */
  readonly signal?: AbortSignal;
}

export interface ImportProgress {
  readonly concepts: number;
  readonly bytesRead: number;
  readonly bytes: number;
}

export interface ImportedSystem extends KeptContent {
  readonly url: string;
  readonly version: string;
}

/** What an import has done. */
export interface ImportReport {
  /** The layout. */
  readonly format: string;
  readonly systems: readonly ImportedSystem[];
  /** Designations that came by themselves, for codes of any system. */
  readonly designations: number;
  /** ValueSets, ConceptMaps and NamingSystems. */
  readonly definitions: number;
  readonly refused: readonly RefusalCount[];
}

const longestUrl = 1_000;
const longestVersion = 500;
/** Concepts between two tellings of progress. */
const step = 5_000;

/**
 * Imports what publishers of code systems give out. Each code system is kept whole or not at all; what came before one
 * that cannot be read stays. Fault `terminology.malformed` where nothing of it is known, or a file breaks off.
 */
export async function importTerminology(
  db: Database,
  path: string,
  options: ImportOptions,
): Promise<Outcome<ImportReport>> {
  const opened = await openSource(path);
  if (!opened.ok) return opened;
  const source = opened.value;
  try {
    const format = await chooseFormat(source, options.format);
    if (!format.ok) return format;
    return await importParts(db, source, format.value, options);
  } finally {
    await source.close();
  }
}

async function chooseFormat(source: ImportSource, name: string | undefined): Promise<Outcome<ConceptFormat>> {
  const known = conceptFormats.map((format) => format.name).join(', ');
  const found = name === undefined ? await recogniseFormat(source) : conceptFormats.find((one) => one.name === name);
  if (found !== undefined) return ok(found);
  const words = name === undefined ? 'None of the known layouts fits' : 'There is no layout of this name';
  return fail('terminology.malformed', `${words}: ${known}.`);
}

async function importParts(
  db: Database,
  source: ImportSource,
  format: ConceptFormat,
  options: ImportOptions,
): Promise<Outcome<ImportReport>> {
  const refusals = countRefusals();
  const { progress, signal } = options;
  const bytes = source.files.reduce((sum, { size }) => sum + size, 0);
  let concepts = 0;
  const watched = async function* <Row>(rows: AsyncIterable<Row>): AsyncGenerator<Row> {
    for await (const row of rows) {
      concepts += 1;
      if (concepts % step === 0) {
        signal?.throwIfAborted();
        progress?.({ concepts, bytesRead: source.bytesRead(), bytes });
      }
      yield row;
    }
  };

  const parts = await format.read(source, { ...readOptionsOf(options), refused: refusals.refused });
  if (!parts.ok) return parts;
  const systems: ImportedSystem[] = [];
  let designations = 0;
  let definitions = 0;
  const keepOne = async (definition: Definition): Promise<Outcome<void>> => {
    if (refusals.isBroken()) return broken();
    await keepDefinition(db, definition, format.name);
    definitions += 1;
    return ok(undefined);
  };
  const keep = async (part: TerminologyPart): Promise<Outcome<void>> => {
    switch (part.kind) {
      case 'code-system': {
        const misnamed = misnaming(part.header);
        if (misnamed !== undefined) return misnamed;
        if (part.header.content === 'supplement') {
          const supplement = await composeSupplement(part.header, watched<ConceptRow>(part.concepts));
          return supplement.ok ? keepOne(supplement.value) : supplement;
        }
        const kept = await keepContent(db, {
          ...(signal === undefined ? {} : { signal }),
          header: part.header,
          concepts: watched<ConceptRow>(part.concepts),
          format: format.name,
          use: options.use === true,
          refused: (line, reason) => refusals.refused({ file: source.name, line, reason: reasonOf(reason) }),
          isWhole: () => !refusals.isBroken(),
        });
        if (kept === undefined) return broken();
        systems.push({ url: part.header.url, version: part.header.version ?? '', ...kept });
        return ok(undefined);
      }
      case 'designations': {
        // A format gives rows that are well formed: what does not fit now is longer than is kept.
        const { loaded } = await loadDesignations(db, watched(part.rows), (line) =>
          refusals.refused({ file: source.name, line, reason: 'too-long' }),
        );
        designations += loaded;
        return ok(undefined);
      }
      case 'concept-map': {
        const misnamed = misnaming(part.header);
        if (misnamed !== undefined) return misnamed;
        const map = await composeConceptMap({ ...part, rows: watched(part.rows) });
        return map.ok ? keepOne(map.value) : map;
      }
      case 'definition': {
        const misnamed = misnaming(part.definition);
        return misnamed ?? keepOne(part.definition);
      }
    }
  };
  for await (const part of parts.value) {
    const kept = await keep(part);
    if (!kept.ok) return kept;
  }
  if (refusals.isBroken()) return broken();
  progress?.({ concepts, bytesRead: source.bytesRead(), bytes });
  return ok({ format: format.name, systems, designations, definitions, refused: refusals.counts() });
}

function readOptionsOf({ url, version, language, title, encoding }: ImportOptions): Omit<ReadOptions, 'refused'> {
  return {
    ...(url === undefined ? {} : { url }),
    ...(version === undefined ? {} : { version }),
    ...(language === undefined ? {} : { language }),
    ...(title === undefined ? {} : { title }),
    ...(encoding === undefined ? {} : { encoding }),
  };
}

/** A fault where a definition has no address and version by which it can be kept. */
function misnaming({ url, version = '' }: Definition): Outcome<never> | undefined {
  const fits = (text: unknown, longest: number) =>
    typeof text === 'string' && text.length <= longest && !text.includes('\0');
  if (fits(url, longestUrl) && url !== '' && fits(version, longestVersion)) return undefined;
  return fail('terminology.malformed', 'A definition has no address, or one that is too long: give it with --system.');
}

function broken(): Outcome<never> {
  return fail('terminology.malformed', 'A file breaks off or is damaged: nothing of what it holds was kept.');
}

function reasonOf(reason: RefusedConcept): RefusalReason {
  return reason === 'too-many' ? 'too-long' : reason;
}
