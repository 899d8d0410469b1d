import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import chromium, { inflate } from '@sparticuz/chromium';
import { type Browser, chromium as playwright } from 'playwright-core';

const projectRoot = fileURLToPath(new URL('..', import.meta.url));
const packageBin = fileURLToPath(new URL('../bin', import.meta.resolve('@sparticuz/chromium')));

/** Flags that the package sets for Lambda and that would hide what a real browser does. */
const unwanted = ['--disable-web-security', '--allow-running-insecure-content', '--single-process'];

/** The package's own configuration names folders that only exist on Lambda. */
const fontConfiguration = (home: string) => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <cachedir>${join(home, 'cache').replace(/&/g, '&amp;').replace(/</g, '&lt;')}</cachedir>
  <config></config>
</fontconfig>
`;

/**
 * A headless Chromium out of the npm package `@sparticuz/chromium`; nothing is downloaded. It is unpacked once per user
 * into `.carnet/browser/<uid>`. On a machine without the NSS libraries, the ones that the package carries are used.
 * The caller closes it.
 */
export async function launchBrowser(): Promise<Browser> {
  const home = await unpackBrowser();
  const executablePath = join(home, 'chromium');
  const env: Record<string, string> = {
    ...definedEnvironment(),
    FONTCONFIG_PATH: join(home, 'fonts'),
    ...libraryPath(executablePath, join(home, 'al2023', 'lib')),
  };
  const args = chromium.args.filter((argument) => !unwanted.includes(argument));
  return playwright.launch({ executablePath, args, env, headless: true });
}

/** Unpacks beside and renames, so that two test processes at once never run a half-written browser. */
async function unpackBrowser(): Promise<string> {
  const own = join(projectRoot, '.carnet', 'browser', String(process.getuid?.() ?? 'user'));
  const home = join(own, 'chromium');
  if (existsSync(join(home, 'chromium'))) return home;
  await mkdir(own, { recursive: true });
  const partial = await mkdtemp(join(own, 'unpacking-'));
  const former = process.env.TMPDIR;
  // The package unpacks into the system's temporary folder and accepts whatever lies there, another user's files too.
  process.env.TMPDIR = partial;
  try {
    await chromium.executablePath();
    await inflate(join(packageBin, 'al2023.tar.br'));
    await writeFile(join(partial, 'fonts', 'fonts.conf'), fontConfiguration(home));
  } finally {
    if (former === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = former;
  }
  try {
    await rename(partial, home);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    if (!existsSync(join(home, 'chromium'))) throw error;
  }
  return home;
}

/** Only where the machine lacks a library: its own are the better fit when they are there. */
function libraryPath(executable: string, bundled: string): Record<string, string> {
  const trial = spawnSync(executable, ['--version'], { encoding: 'utf8' });
  if (trial.status === 0) return {};
  const former = process.env.LD_LIBRARY_PATH;
  return { LD_LIBRARY_PATH: former ? `${bundled}:${former}` : bundled };
}

function definedEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
}
