// The only file that the machine's own Node (20 or later) runs: it installs what the lock file names, finds the pinned
// runtime among the installed packages, and hands over to it.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const programs = {
  start: ['src/app/cli.ts', 'start'],
  carnet: ['src/app/cli.ts'],
  test: ['scripts/test.ts'],
  soak: ['scripts/test.ts', '--soak'],
  check: ['scripts/check.ts'],
  bench: ['bench/run.ts'],
  sbom: ['scripts/sbom.ts'],
};

const [command, ...rest] = process.argv.slice(2);
const program = programs[command];
if (!program) {
  console.error(`Unknown command. One of: ${Object.keys(programs).join(', ')}`);
  process.exit(2);
}
if (Number(process.versions.node.split('.')[0]) < 20) {
  console.error(`Carnet needs Node 20 or later to start; this is ${process.version}.`);
  process.exit(1);
}

install();
// Code without its types is kept beside the packages, so that the next start need not strip them again.
const env = { NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'node'), ...process.env };
const child = spawn(pinnedNode(), [...program, ...rest], { cwd: root, stdio: 'inherit', env });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));

/** Runs `npm ci` unless the installed tree already is the one that the lock file describes. */
function install() {
  const wanted = `${createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')} ${process.platform}-${process.arch}\n`;
  const stamp = join(root, 'node_modules', '.carnet-installed');
  const upToDate = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted;
  if (upToDate()) return;
  const release = lock(join(root, '.carnet', 'install.lock'));
  try {
    if (upToDate()) return;
    console.error('Installing packages (once, about half a minute) ...');
    const started = Date.now();
    const outcome = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
      shell: process.platform === 'win32',
    });
    if (outcome.status !== 0) {
      console.error('The packages could not be installed: see the lines above. Is the package registry reachable?');
      process.exit(1);
    }
    writeFileSync(stamp, wanted);
    console.error(`Installed in ${Math.round((Date.now() - started) / 1000)} s.`);
  } finally {
    release();
  }
}

/** Waits for a sibling that installs at the same moment; a lock older than ten minutes belongs to a dead process. */
function lock(path) {
  mkdirSync(dirname(path), { recursive: true });
  for (;;) {
    try {
      mkdirSync(path);
      return () => rmSync(path, { recursive: true, force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      if (Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) > 600_000) {
        rmSync(path, { recursive: true, force: true });
      } else {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
      }
    }
  }
}

/** The exactly pinned runtime; where no package exists for the platform, the machine's own Node if it is new enough. */
function pinnedNode() {
  const name = `${process.platform}-${process.arch}`;
  for (const folder of [`node-${name}`, `node-bin-${name}`]) {
    const path = join(root, 'node_modules', folder, 'bin', 'node');
    if (existsSync(path)) return path;
  }
  if (Number(process.versions.node.split('.')[0]) >= 26) return process.execPath;
  console.error(`No pinned runtime exists for ${name}. Install Node 26 and try again.`);
  process.exit(1);
}
