export type { Database, MigrateResult, Migration, MigrationReport, Queryable, Transaction } from './contract.ts';
export {
  type DatabaseError,
  isDatabaseError,
  isDatabaseTimeout,
  isDatabaseUnavailable,
  sqlStateOf,
} from './database-error.ts';
export {
  type EmbeddedOptions,
  type EmbeddedPostgres,
  removeEmbeddedData,
  startEmbeddedPostgres,
} from './embedded/start-embedded-postgres.ts';
export { dropDatabase, ensureDatabase } from './ensure-database.ts';
export { migrate } from './migrate.ts';
export { type OpenOptions, openDatabase } from './open-database.ts';
