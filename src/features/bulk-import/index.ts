export { formatProgress, formatResult } from './format-progress.ts';
export { importFiles } from './import-files.ts';
