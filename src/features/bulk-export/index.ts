export { bulkExport } from './bulk-export.ts';
