export { isAccessLogCursor } from './access-log.ts';
export type { AccessLogPage, AccessLogQuery, Audit, AuditAgent, AuditEntry, AuditObject } from './contract.ts';
export { type AuditOptions, createAudit, type KeptAudit } from './create-audit.ts';
export { auditMigrations } from './migrations.ts';
export { type AuditObserver, toAuditEvent } from './to-audit-event.ts';
