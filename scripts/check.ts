import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { projectConfiguration } from './fence.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const fix = process.argv.includes('--fix');

/** Lint rules are a product of ARCHITECTURE.md; whoever changes the table gets the new rules with the next check. */
function refreshFence(): boolean {
  const path = join(root, 'biome.json');
  const wanted = projectConfiguration(root);
  if (existsSync(path) && readFileSync(path, 'utf8') === wanted) return true;
  writeFileSync(path, wanted);
  console.log('fence: biome.json was not what ARCHITECTURE.md says; it is written anew. Commit it.');
  return !process.env.CI;
}

interface Step {
  readonly name: string;
  readonly arguments: readonly string[];
}

const steps: readonly Step[] = [
  {
    name: 'format, lint, fence',
    arguments: ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', ...(fix ? ['--write'] : [])],
  },
  { name: 'types', arguments: ['node_modules/typescript/bin/tsc', '-p', '.'] },
  { name: 'dead code', arguments: ['node_modules/knip/bin/knip.js'] },
];

let failed = refreshFence() ? 0 : 1;
for (const step of steps) {
  const started = performance.now();
  const outcome = spawnSync(process.execPath, [...step.arguments], { cwd: root, stdio: 'inherit' });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${outcome.status === 0 ? 'ok  ' : 'FAIL'} ${step.name} (${seconds} s)`);
  if (outcome.status !== 0) failed += 1;
}
process.exit(failed === 0 ? 0 : 1);
