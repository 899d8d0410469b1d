export { formatProgress, formatResult } from './format-progress.ts';
export { importFiles } from './import-files.ts';
export { bulkImport } from './import-operation.ts';
export { importMigrations } from './import-refusals.ts';
