import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const webFolder = dirname(fileURLToPath(import.meta.url));
const project = dirname(webFolder);
const stampName = '.sources';

export interface WebBuild {
  /** False where the sources were unchanged. */
  readonly built: boolean;
  readonly milliseconds: number;
}

/**
 * Builds the pages into `outDir`, unless what lies there was made from the same sources and the same locked packages.
 * Two builds into one folder must not run at once.
 */
export async function buildWeb({ outDir }: { readonly outDir: string }): Promise<WebBuild> {
  const start = performance.now();
  const elapsed = () => Math.round(performance.now() - start);
  const stamp = await hashOfSources();
  const former = await readFile(join(outDir, stampName), 'utf8').catch(() => '');
  if (former === stamp) return { built: false, milliseconds: elapsed() };

  // Loaded only when needed: a start with nothing to build shall not pay for the bundler.
  const [{ build }, { default: react }] = await Promise.all([import('vite'), import('@vitejs/plugin-react')]);
  await build({
    configFile: false,
    root: webFolder,
    logLevel: 'error',
    mode: 'production',
    plugins: [react()],
    build: {
      outDir,
      emptyOutDir: true,
      target: 'es2023',
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 900,
    },
  });
  await writeFile(join(outDir, stampName), stamp);
  return { built: true, milliseconds: elapsed() };
}

/** All that can change the result: pages, components, what types they share, and the locked packages. */
async function hashOfSources(): Promise<string> {
  const hash = createHash('sha256');
  const files = [
    join(project, 'package-lock.json'),
    join(project, 'src', 'modules', 'fhir', 'human-name.ts'),
    ...(await filesBelow(webFolder)),
    ...(await filesBelow(join(project, 'src', 'modules', 'ui'))),
    ...(await filesBelow(join(project, 'src', 'features'))),
  ].filter((file) => !/\.test\.tsx?$/.test(file));
  for (const file of files.sort()) {
    hash
      .update(relative(project, file))
      .update('\0')
      .update(await readFile(file))
      .update('\0');
  }
  return hash.digest('hex');
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
