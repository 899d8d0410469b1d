export type {
  ExportPart,
  ExportQuery,
  HistoryQuery,
  PersonWords,
  SearchPage,
  StoredVersion,
  WriteResult,
} from '#store';
export type { Addressee } from './addressees.ts';
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
export { createDraftJudge } from './draft-judge.ts';
export { emergencyInteraction } from './emergency.ts';
export { enterDesk, mayAdminister } from './enter-desk.ts';
export type { LikelyPair } from './identity-desk.ts';
export { appendJournal, type WriteListener } from './journal.ts';
export { logEntry, occasionOf } from './log-entry.ts';
export { referencesIn } from './person-record.ts';
export type { ReaderEffect } from './preview-sharing.ts';
export type { ResourceAddress } from './read-many.ts';
export type { ReaderSketch } from './reader-sketch.ts';
export type { PossibleReader, SightAsked, SightOfRecord, Simulation } from './simulate.ts';
export type { WatchedPair, WatchFacts } from './watch-facts.ts';
