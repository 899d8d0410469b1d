import type { Visibility } from '#fhir';
import type { Outcome } from '#kernel';
import { steadyTime } from './commit/commit-group.ts';
import { createCommitQueue } from './commit/commit-queue.ts';
import { createInsertAlone } from './commit/insert-alone.ts';
import type { Store, StoreOptions } from './contract.ts';
import { distributionOf } from './distribution.ts';
import { settledMoment } from './export-moment.ts';
import { nextExportPart, readExportChunk } from './export-scan.ts';
import { labelsPending } from './fill-labels.ts';
import { readHistory } from './history.ts';
import { createIndexCatalogue } from './index-catalogue.ts';
import { createLocator } from './locate.ts';
import { countByType, createReader, readByKeys, readOneVersion } from './read.ts';
import { readCompartment } from './read-compartment.ts';
import { forgetIndex, renewIndex } from './renew-index.ts';
import { withoutSealing } from './sealing/sealing.ts';
import { createCursors } from './search/cursor.ts';
import type { SearchContext } from './search/search-context.ts';
import { answeringFaults, searchResources } from './search/search-resources.ts';
import { withoutPersons } from './visibility.ts';
import { writtenDefinitions } from './written-definitions.ts';

/**
 * The record store over migrated tables (`storeMigrations`). Expected failures of writes and searches are faults; what
 * reads cannot answer because the database is away is thrown as a DatabaseError. `guard` and `entries` of a unit may be
 * called again when its transaction is.
 */
export function createStore<Entry>(options: StoreOptions<Entry>): Store<Entry> {
  const { db } = options;
  const distributed = distributionOf(db);
  const locator = createLocator(distributed);
  const cursors = createCursors(options.cursorKey);
  const sealing = options.sealing ?? withoutSealing;
  const reach = { on: db, locator, sealing };
  const read = createReader(db, locator, sealing);
  const catalogue = createIndexCatalogue(db, sealing, options.indexLease);
  const alone = createInsertAlone({ db, append: options.append, distributed });
  const { snapshot } = db;
  const { terminology } = options;
  const context = async () => ({
    on: db.interruptible,
    snapshot,
    locator,
    cursors,
    sealing,
    index: await catalogue.current(),
    ...(terminology && { terminology }),
  });
  const shown = async (visibility: Visibility) => withoutPersons(visibility, await sealing.erasing());
  const asking = <T>(work: (context: SearchContext) => Promise<Outcome<T>>) =>
    answeringFaults(async () => work(await context()));
  return {
    read: (type, id, sight) => read({ type, id }, sight),
    readVersion: (type, id, version, visibility) => readOneVersion(reach, { type, id, version }, visibility),
    history: (query, visibility) => readHistory({ db: db.interruptible, locator, cursors, sealing }, query, visibility),
    search: (query, visibility) => asking(async (on) => searchResources(on, query, await shown(visibility))),
    compartment: (patient, visibility, choice) =>
      readCompartment({ on: db.interruptible, sealing }, patient, visibility, choice),
    readMany: (keys, visibility) => readByKeys(reach, keys, visibility),
    commit: createCommitQueue({
      options,
      locator,
      catalogue,
      sealing,
      distributed,
      alone,
      now: steadyTime(options.clock),
    }),
    exportMoment: (signal) => settledMoment(db, options.clock, signal),
    exportPart: (query, visibility, how) =>
      asking(async (on) => nextExportPart({ ...on, db }, query, await shown(visibility), how)),
    exportChunk: (query, visibility) =>
      asking(async (on) => readExportChunk({ ...on, db }, query, await shown(visibility))),
    searchParameters: async () => (await catalogue.current()).parameters,
    indexPending: async () => (await catalogue.current()).pending.size > 0 || (await labelsPending(db)),
    renewIndex: (how) => renewIndex({ ...how, db, clock: options.clock, catalogue, sealing }),
    async forgetIndex() {
      await forgetIndex(db);
      catalogue.forget();
    },
    counts: async () => countByType(db, await sealing.erasing()),
    definitions: writtenDefinitions(db, reach),
  };
}
