import { steadyTime } from './commit/commit-group.ts';
import { createCommitQueue } from './commit/commit-queue.ts';
import type { Store, StoreOptions } from './contract.ts';
import { settledMoment } from './export-moment.ts';
import { nextExportPart, readExportChunk } from './export-scan.ts';
import { readHistory } from './history.ts';
import { createLocator } from './locate.ts';
import { countByType, createReader, readByKeys, readCompartment, readOneVersion } from './read.ts';
import { createCursors } from './search/cursor.ts';
import { searchResources } from './search/search-resources.ts';

/**
 * The record store over migrated tables (`storeMigrations`). Expected failures of writes and searches are faults; what
 * reads cannot answer because the database is away is thrown as a DatabaseError. `guard` and `entries` of a unit may be
 * called again when its transaction is.
 */
export function createStore<Entry>(options: StoreOptions<Entry>): Store<Entry> {
  const { db } = options;
  const locator = createLocator();
  const cursors = createCursors(options.cursorKey);
  const read = createReader(db, locator);
  return {
    read: (type, id, visibility) => read({ type, id }, visibility),
    readVersion: (type, id, version, visibility) => readOneVersion(db, locator, { type, id, version }, visibility),
    history: (query, visibility) => readHistory({ db, locator, cursors }, query, visibility),
    search: (query, visibility) => searchResources({ on: db, locator, cursors }, query, visibility),
    compartment: (patient, visibility, choice) => readCompartment(db, patient, visibility, choice),
    readMany: (keys, visibility) => readByKeys(db, locator, keys, visibility),
    commit: createCommitQueue({ options, locator, now: steadyTime(options.clock) }),
    exportMoment: (signal) => settledMoment(db, options.clock, signal),
    exportPart: (query, visibility, how) => nextExportPart({ on: db, locator, cursors }, query, visibility, how),
    exportChunk: (query, visibility) => readExportChunk({ on: db, locator, cursors }, query, visibility),
    counts: () => countByType(db),
  };
}
