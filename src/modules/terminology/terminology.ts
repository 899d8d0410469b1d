import type { Database } from '#db';
import { type DefinitionSet, definitionSet } from '#definitions';
import type { Outcome } from '#kernel';
import { builtInDesignations } from './built-in.ts';
import { closureTables } from './closure-tables.ts';
import { computedCodeSystems } from './computed/index.ts';
import type { PerformTerminology, TerminologySource } from './concepts.ts';
import type { Designation, Terminology } from './contract.ts';
import { createDesignationIndex } from './designation-index.ts';
import { createTerminologyEngine } from './engine/engine.ts';
import { lookupForms } from './language-tag.ts';
import { loadDesignations } from './load-designations.ts';
import { createLoadedNames } from './loaded-names.ts';
import { createRequestCaches, namesCache } from './request-caches.ts';
import { emptyCatalogue, type KeptDefinition, type KeptVersion, readCatalogue } from './store/catalogue.ts';
import { type ContentMemoryOptions, createContentMemory } from './store/content-memory.ts';
import { createSource } from './store/create-source.ts';
import { createDefinitionMemory } from './store/definition-memory.ts';
import { type ImportOptions, type ImportReport, importTerminology } from './store/import-terminology.ts';
import { removeVersion, type Switched, undoUse, useVersion } from './store/switch-version.ts';
import { systemsIn } from './systems-in.ts';

export interface TerminologyOptions {
  readonly db: Database;
  /** The definitions of the node; only those of R4 where it is left out. */
  readonly definitions?: () => DefinitionSet | Promise<DefinitionSet>;
  /** Bytes of contents of code systems that a process holds; 256 MiB unless said. */
  readonly memory?: number;
  /** For tests: see `ContentMemoryOptions`. */
  readonly inHands?: ContentMemoryOptions['inHands'];
}

/** A terminology that other processes of the node may load into as well. */
export interface SharedTerminology extends Terminology {
  /** Takes in what any process has loaded, imported or switched since; one cheap query where nothing is new. */
  refresh(): Promise<{ readonly added: number }>;
  /** What operations read, as of now; it stands still. */
  source(): Promise<TerminologySource>;
  /** The operations of a terminology service over it. */
  readonly perform: PerformTerminology;
  /** Every imported version, by address; the one in use first. */
  versions(): Promise<readonly KeptVersion[]>;
  /** Value sets, maps and supplements that came with imports; of each address the newest first. */
  definitions(): Promise<readonly KeptDefinition[]>;
  /** Imports a file, folder or archive; nothing of a code system is seen before all of it is there. */
  import(path: string, options?: ImportOptions): Promise<Outcome<ImportReport>>;
  /** Puts a version in use at once; `undo` brings the former one back. Both are seen by every process in two seconds. */
  use(url: string, version: string): Promise<Outcome<Switched>>;
  undo(url: string): Promise<Outcome<Switched>>;
  remove(url: string, version: string): Promise<Outcome<void>>;
}

const standardMemory = 268_435_456;

/** Documents call their sections and what is absent by codes of these, whatever stands in them. */
const ofDocuments = ['http://loinc.org', 'http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips'];

const revisionsSql = `
  select (select revision from terminology_catalogue) as catalogue,
         (select coalesce(max(revision), 0) from terminology_designation) as designations`;

/**
 * Opens the node's terminology: the built-in designations, whatever was loaded and imported into the database, and the
 * definitions of the node. Needs `terminologyMigrations`. Look-ups are answered from memory.
 */
export async function createTerminology(options: TerminologyOptions): Promise<SharedTerminology> {
  const { db } = options;
  const definitions = options.definitions ?? onlyStandard();
  const builtIn = createDesignationIndex();
  for (const row of builtInDesignations) builtIn.put(row);
  const names = createLoadedNames(db);
  const contents = createContentMemory({
    db,
    limit: options.memory ?? standardMemory,
    ...(options.inHands === undefined ? {} : { inHands: options.inHands }),
  });
  const imported = createDefinitionMemory(db);
  const closures = closureTables(db);
  const caches = createRequestCaches({ db });
  let catalogue = emptyCatalogue;

  const takeCatalogue = async () => {
    const read = await readCatalogue(db);
    // Two readings may overtake each other.
    if (read.revision < catalogue.revision) return;
    catalogue = read;
    contents.keepOnly(new Set([...read.systems.values()].flat().map(({ content }) => content)));
  };

  const refresh = async () => {
    const [now] = await db.query<{ catalogue: number; designations: number }>(revisionsSql, []);
    const added = (now?.designations ?? 0) > names.revision ? await names.refresh() : 0;
    if (now?.catalogue !== catalogue.revision) await takeCatalogue();
    contents.makeRoom();
    return { added };
  };
  await refresh();

  const inUse = (system: string): KeptVersion | undefined => catalogue.systems.get(system)?.[0];

  const nameInUse = (system: string, code: string, language: string): string | undefined => {
    const kept = inUse(system);
    if (kept === undefined) return undefined;
    const content = contents.get(kept);
    if (content === undefined) {
      contents.load(kept).catch(() => {});
      return undefined;
    }
    return content.nameAt(content.indexOf(code), language);
  };

  const designate = (system: string, code: string, languages: readonly string[]): Designation | undefined => {
    for (const wanted of languages) {
      for (const language of lookupForms(wanted)) {
        const display =
          names.find(system, code, language) ??
          nameInUse(system, code, language) ??
          builtIn.find(system, code, language);
        if (display !== undefined) return { display, language };
      }
    }
    return undefined;
  };

  let latest: { readonly of: readonly object[]; readonly source: TerminologySource } | undefined;
  const source = async (): Promise<TerminologySource> => {
    const set = await definitions();
    if (latest?.of[0] !== catalogue || latest.of[1] !== set) {
      const made = createSource({ catalogue, definitions: set, contents, imported, computed: computedCodeSystems });
      latest = { of: [catalogue, set], source: made };
    }
    return latest.source;
  };

  const changed = async <T>(change: Promise<T>): Promise<T> => {
    const result = await change;
    await refresh();
    return result;
  };

  return {
    designate,
    refresh,
    async prepare(resources) {
      const missing = [...catalogue.systems.values()].flatMap(([first]) =>
        first === undefined || contents.get(first) !== undefined ? [] : [first],
      );
      if (missing.length === 0 && names.isWhole) return;
      const asked = systemsIn(resources);
      const ofContents = missing.filter(({ url }) => asked.has(url)).map((one) => contents.load(one));
      await Promise.all([names.prepare([...asked, ...ofDocuments]), ...ofContents]);
    },
    load: (rows) => changed(loadDesignations(db, rows)),
    source,
    async perform(operation, request) {
      const whole = await source();
      const asked = namesCache(request) ? await caches.over(request, whole) : { source: whole };
      return 'refusal' in asked
        ? asked.refusal
        : createTerminologyEngine({ source: asked.source, closures }).perform(operation, request);
    },
    async versions() {
      await refresh();
      return [...catalogue.systems.values()].flat();
    },
    async definitions() {
      await refresh();
      return [...catalogue.definitions.values()].flat();
    },
    import: (path, how = {}) => changed(importTerminology(db, path, how)),
    use: (url, version) => changed(useVersion(db, url, version)),
    undo: (url) => changed(undoUse(db, url)),
    remove: (url, version) => changed(removeVersion(db, url, version)),
  };
}

function onlyStandard(): () => DefinitionSet {
  const set = definitionSet({ revision: 'standard', packages: [], entries: [] });
  return () => set;
}
