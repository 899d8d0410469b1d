import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fenceConfiguration, projectConfiguration, readImportTable } from './fence.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const table = readImportTable(readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8'));

/** What each planted file imports, and whether the fence must refuse it. */
const breaches: readonly {
  readonly kind: string;
  readonly file: string;
  readonly code: string;
  readonly rule: string;
}[] = [
  {
    kind: 'a higher module',
    file: 'src/modules/store/planted.ts',
    code: "import '#records';",
    rule: 'noRestrictedImports',
  },
  {
    kind: 'a higher module, type only',
    file: 'src/modules/fhir/planted.ts',
    code: "import type { Store } from '#store';\nexport type Planted = Store<never>;",
    rule: 'noRestrictedImports',
  },
  {
    kind: 'a file past a door',
    file: 'src/modules/records/planted.ts',
    code: "import '../store/search.ts';",
    rule: 'noRestrictedImports',
  },
  {
    kind: 'a file past a door, from app',
    file: 'src/app/planted.ts',
    code: "import '../modules/store/search.ts';",
    rule: 'noRestrictedImports',
  },
  {
    kind: 'a feature by a feature',
    file: 'src/features/agenda/planted.ts',
    code: "import '../messages/index.ts';",
    rule: 'noRestrictedImports',
  },
  {
    kind: 'the store by a feature',
    file: 'src/features/agenda/store-planted.ts',
    code: "import '#store';",
    rule: 'noRestrictedImports',
  },
  {
    kind: 'a feature by a module',
    file: 'src/modules/rest/planted.ts',
    code: "import '../../features/agenda/index.ts';",
    rule: 'noRestrictedImports',
  },
  {
    kind: 'the network by fhir',
    file: 'src/modules/fhir/network.ts',
    code: "import 'node:net';",
    rule: 'noRestrictedImports',
  },
  {
    kind: 'a cycle',
    file: 'src/modules/records/one.ts',
    code: "import { two } from './two.ts';\nexport const one = () => two;",
    rule: 'noImportCycles',
  },
];

describe('the fence', () => {
  let house: string;
  beforeAll(() => {
    house = mkdtempSync(join(tmpdir(), 'carnet-fence-'));
    const plant = (file: string, code: string) => {
      mkdirSync(dirname(join(house, file)), { recursive: true });
      writeFileSync(join(house, file), `${code}\n`);
    };
    const base = JSON.parse(readFileSync(join(root, 'biome.base.json'), 'utf8')) as Record<string, unknown>;
    const fence = fenceConfiguration(table, ['agenda', 'messages']);
    plant('biome.json', JSON.stringify({ ...base, $schema: undefined, ...fence }));
    for (const breach of breaches) plant(breach.file, breach.code);
    plant('src/modules/records/two.ts', "import { one } from './one.ts';\nexport const two = () => one;");
    plant('src/modules/records/allowed.ts', "import '#store';\nimport '#kernel';\nimport './one.ts';");
    plant('src/features/messages/index.ts', "import '#records';");
  });
  afterAll(() => rmSync(house, { recursive: true, force: true }));

  const lint = (file: string): string => {
    const run = spawnSync(process.execPath, [join(root, 'node_modules/@biomejs/biome/bin/biome'), 'lint', file], {
      cwd: house,
      encoding: 'utf8',
    });
    return `${run.status} ${run.stdout}${run.stderr}`;
  };

  for (const breach of breaches) {
    it(`refuses ${breach.kind}`, () => {
      const said = lint(breach.file);
      expect(said).toContain(breach.rule);
      expect(said.startsWith('0 ')).toBe(false);
    });
  }

  it('lets through what the table allows', () => {
    expect(lint('src/features/messages/index.ts').startsWith('0 ')).toBe(true);
    expect(lint('src/modules/records/allowed.ts')).not.toContain('noRestrictedImports');
  });

  it('is what ARCHITECTURE.md says', () => {
    expect(readFileSync(join(root, 'biome.json'), 'utf8')).toBe(projectConfiguration(root));
  });
});
