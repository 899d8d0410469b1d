export type {
  ExportChunk,
  ExportKey,
  ExportPart,
  ExportQuery,
  HistoryQuery,
  SearchPage,
  Store,
  StoredVersion,
  StoreOptions,
  Unit,
  Write,
  WriteResult,
} from './contract.ts';
export { createStore } from './create-store.ts';
export { distribute, storePlacements, type TablePlacement } from './distribute.ts';
export { storeMigrations } from './migrations.ts';
export { personKeyMigrations } from './sealing/migrations.ts';
export { openPersonSealing, type PersonSealing } from './sealing/open-person-sealing.ts';
export type { PersonWords, WordsSealer } from './sealing/person-words.ts';
export { sees } from './visibility.ts';
