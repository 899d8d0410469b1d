export type { AccessLogPage, AccessLogQuery, Audit, AuditAgent, AuditEntry, AuditObject } from './contract.ts';
