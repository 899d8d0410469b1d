export type { Database, MigrateResult, Migration, MigrationReport, Queryable, Transaction } from './contract.ts';
