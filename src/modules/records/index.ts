export type { HistoryQuery, SearchPage, StoredVersion, WriteResult } from '#store';
export type { Change, Draft, PersonRecord, PersonTraits, Records } from './contract.ts';
export { createRecords } from './create-records.ts';
export { appendJournal, type JournalEntry } from './journal.ts';
export type { RecordsOptions } from './options.ts';
export type { ResourceAddress } from './read-many.ts';
