export type { ExportPart, ExportQuery, HistoryQuery, SearchPage, StoredVersion, WriteResult } from '#store';
export type {
  Change,
  Draft,
  PersonRecord,
  PersonTraits,
  RecordPage,
  Records,
  Selection,
  Written,
} from './contract.ts';
export { createRecords } from './create-records.ts';
export { createDraftJudge, type DraftJudge, type DraftJudgeOptions } from './draft-judge.ts';
export { appendJournal, type JournalEntry, type WriteListener } from './journal.ts';
export type { RecordsOptions } from './options.ts';
export { referencesIn } from './person-record.ts';
export type { ResourceAddress } from './read-many.ts';
