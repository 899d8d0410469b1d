export type {
  HistoryQuery,
  SearchPage,
  Store,
  StoredVersion,
  StoreOptions,
  Unit,
  Write,
  WriteResult,
} from './contract.ts';
