export type {
  Database,
  Job,
  JobKind,
  JobProgress,
  JobQuery,
  JobState,
  Jobs,
  JobWork,
  MigrateResult,
  Migration,
  MigrationReport,
  Queryable,
  Transaction,
} from './contract.ts';
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
export { createJobs, type JobsOptions } from './jobs/create-jobs.ts';
export { jobMigrations } from './jobs/migrations.ts';
export { prepareQueue } from './jobs/prepare-queue.ts';
export { migrate } from './migrate.ts';
export { type OpenOptions, openDatabase } from './open-database.ts';
