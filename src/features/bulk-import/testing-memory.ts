// Imports the file of the first argument over a door that accepts everything; run by a test in a process of its own,
// whose heap is smaller than the file.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ok, systemClock } from '#kernel';
import type { ImportOptions } from './contract.ts';
import { importFiles } from './import-files.ts';

const stateDir = mkdtempSync(join(tmpdir(), 'carnet-memory-'));
const change: ImportOptions['records']['change'] = async (_caller, changes) => {
  await new Promise((resolve) => setImmediate(resolve));
  const stored = { type: '', id: '', version: 1, updated: new Date(0), deleted: false, text: '', compartment: '' };
  return ok(changes.map(() => ({ outcome: 'created', stored: { ...stored, category: 'shared' } }) as const));
};
const search = () => Promise.reject(new Error('Nothing is searched for.'));
const result = await importFiles({
  paths: [process.argv[2] ?? ''],
  records: { change, search, searchParameters: search },
  caller: {
    subject: 'importer',
    name: 'Import',
    role: 'backend',
    country: 'FR',
    purpose: 'HOPERAT',
    client: 'carnet-cli',
    traceId: '0'.repeat(32),
    proxyFor: [],
  },
  stateDir,
  clock: systemClock,
});
rmSync(stateDir, { recursive: true });
process.stdout.write(result.ok ? String(result.value.total.created) : result.fault.code);
