export type { ImportCounts, ImportLimits, ImportOptions, ImportProgress, ImportResult, ReportRow } from './contract.ts';
export { formatProgress, formatResult } from './format-progress.ts';
export { importFiles } from './import-files.ts';
