export { isAccessLogCursor } from './access-log.ts';
export type {
  AccessLogPage,
  AccessLogQuery,
  Audit,
  AuditAgent,
  AuditEntry,
  AuditObject,
  KeptEntry,
  LogPage,
  LogQuery,
  LogRun,
} from './contract.ts';
export { type AuditOptions, createAudit, type KeptAudit } from './create-audit.ts';
export { wordsDigest } from './entry-line.ts';
export { checkExport, type ExportProblem, type ExportReport } from './export/check-export.ts';
export { exportLog, type LogExport, type LogExportOptions } from './export/export-log.ts';
export { auditMigrations } from './migrations.ts';
export { type AuditObserver, toAuditEvent } from './to-audit-event.ts';
export type { Testimony, WitnessPeer } from './tree/cosign.ts';
export { type LogKeys, prepareLogKeys } from './tree/log-keys.ts';
export { type LogTree, openLogTree } from './tree/open-log-tree.ts';
export { type NoteVerifier, readVerifier, verifierText } from './tree/signed-note.ts';
export type { LogProblem, LogReport, WordedEntry } from './tree/verify-log.ts';
export type { WitnessAnswer } from './tree/witness.ts';
