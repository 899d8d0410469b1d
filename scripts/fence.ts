import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Which module may import which, as the table between the fence marks of ARCHITECTURE.md says. */
export type ImportTable = ReadonlyMap<string, ReadonlySet<string>>;

/** Reads the import table. Throws when the marks or the rows are missing. */
export function readImportTable(architecture: string): ImportTable {
  const marked = /<!-- fence:begin -->([\s\S]*?)<!-- fence:end -->/.exec(architecture)?.[1];
  if (marked === undefined)
    throw new Error('ARCHITECTURE.md has no table between <!-- fence:begin --> and <!-- fence:end -->.');
  const table = new Map<string, ReadonlySet<string>>();
  for (const line of marked.split('\n')) {
    const cells = line.split('|').map((cell) => cell.trim());
    const name = /^`([a-z]+)`$/.exec(cells[1] ?? '')?.[1];
    if (name === undefined) continue;
    const allowed = [...(cells[3] ?? '').matchAll(/`([a-z]+)`/g)].map((match) => match[1] ?? '');
    table.set(name, new Set(name === 'kernel' ? [] : ['kernel', ...allowed]));
  }
  if (table.size === 0) throw new Error('The import table of ARCHITECTURE.md has no rows.');
  for (const [name, allowed] of table) {
    for (const other of allowed)
      if (!table.has(other)) throw new Error(`Module ${name} may import ${other}, which has no row.`);
  }
  return table;
}

interface RestrictedPattern {
  readonly group: readonly string[];
  readonly message: string;
}

/** The Biome configuration that refuses every import which the table does not allow. */
export function fenceConfiguration(table: ImportTable, features: readonly string[]): object {
  const modules = [...table.keys()];
  const overrides: object[] = [];
  for (const [name, allowed] of table) {
    const closed = modules.filter((other) => other !== name && !allowed.has(other));
    const patterns: RestrictedPattern[] = [
      pastDoor(modules.filter((other) => other !== name)),
      { group: ['**/features/**', '**/app/**'], message: `Module ${name} stands below features and app.` },
    ];
    if (closed.length > 0) {
      patterns.push({
        group: closed.flatMap((other) => [`#${other}`, `#${other}/**`]),
        message: `ARCHITECTURE.md does not allow ${name} to import this module.`,
      });
    }
    patterns.push({ group: [`#${name}`], message: 'Inside a module, import relatively.' });
    if (name === 'fhir')
      patterns.push({
        group: ['node:net', 'node:http', 'node:https', 'node:tls', 'postgres', 'fastify'],
        message: 'fhir is pure.',
      });
    if (name === 'ui') patterns.push({ group: ['node:*'], message: 'ui runs in a browser.' });
    overrides.push(rule([`src/modules/${name}/**`], patterns));
  }
  for (const name of features) {
    const others = features.filter((other) => other !== name);
    overrides.push(
      rule(
        [`src/features/${name}/**`],
        [
          pastDoor(modules),
          {
            group: ['#store', '#store/**'],
            message: 'Features reach personal data through #records, never through the store.',
          },
          { group: ['**/app/**'], message: 'Features stand below app.' },
          ...(others.length > 0
            ? [
                {
                  group: others.flatMap((other) => [`../${other}/**`, `../../${other}/**`, `**/features/${other}/**`]),
                  message: 'Features never import each other.',
                },
              ]
            : []),
        ],
      ),
    );
  }
  overrides.push(rule(['src/app/**', 'web/**', 'bench/**', 'e2e/**'], [pastDoor(modules)]));
  return { overrides };
}

/** A module's files are reached by its name alone. Doors for tests (`#db/testing`) have a name as well. */
function pastDoor(modules: readonly string[]): RestrictedPattern {
  return {
    group: modules.flatMap((other) => [`../${other}/**`, `../../${other}/**`, `**/modules/${other}/**`]),
    message: 'Import a module through its door, by its name (#module).',
  };
}

function rule(includes: readonly string[], patterns: readonly RestrictedPattern[]): object {
  return {
    includes,
    linter: { rules: { style: { noRestrictedImports: { level: 'error', options: { patterns } } } } },
  };
}

/** The whole Biome configuration of the project, fence included, as text. */
export function projectConfiguration(root: string): string {
  const base = JSON.parse(readFileSync(join(root, 'biome.base.json'), 'utf8')) as { overrides?: object[] };
  const table = readImportTable(readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8'));
  const features = readdirSync(join(root, 'src/features'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  const fence = fenceConfiguration(table, features) as { overrides: object[] };
  return `${JSON.stringify({ ...base, overrides: [...(base.overrides ?? []), ...fence.overrides] }, null, 2)}\n`;
}
