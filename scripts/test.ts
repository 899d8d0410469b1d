import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Runs every test, the browser's included, and closes with `N passed, N failed`. `--soak` runs the long forms. */
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const soak = process.argv.includes('--soak');
const reports = join(root, '.carnet', 'reports');
mkdirSync(reports, { recursive: true });

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message?: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

let passed = 0;
let failed = 0;
const skipped: string[] = [];

for (const project of ['code', 'end-to-end']) {
  const report = join(reports, `${project}.json`);
  rmSync(report, { force: true });
  const outcome = spawnSync(
    process.execPath,
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--project',
      project,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
    {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...(soak ? { CARNET_SOAK: '1' } : {}) },
    },
  );
  let result: VitestReport;
  try {
    result = JSON.parse(readFileSync(report, 'utf8')) as VitestReport;
  } catch {
    console.error(`The tests of "${project}" ended without a report (exit ${outcome.status}).`);
    failed += 1;
    continue;
  }
  passed += result.numPassedTests;
  failed += result.numFailedTests;
  // A file that fails to load has no test of its own to count.
  for (const file of result.testResults) {
    if (file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed')) {
      console.error(`Failed to run: ${file.name}: ${file.message ?? ''}`);
      failed += 1;
    }
    for (const test of file.assertionResults) {
      if (test.status === 'skipped' || test.status === 'pending') skipped.push(test.fullName);
    }
  }
  // Errors outside any test (an unhandled rejection) fail the run although every test passed.
  if (outcome.status !== 0 && result.numFailedTests === 0 && failed === 0) failed += 1;
}

for (const name of skipped) console.log(`skipped: ${name}`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
