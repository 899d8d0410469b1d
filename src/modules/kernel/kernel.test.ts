import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createLog,
  fail,
  failAll,
  faultCatalogue,
  fixedClock,
  isResourceId,
  issueOf,
  keepOrMakeSecret,
  newTraceId,
} from './index.ts';

describe('a fault', () => {
  it('takes kind and issue type from the catalogue', () => {
    expect(fail('version.conflict', 'Read it again.', 'Patient')).toEqual({
      ok: false,
      fault: {
        kind: 'precondition',
        code: 'version.conflict',
        issues: [
          { severity: 'error', type: 'conflict', code: 'version.conflict', text: 'Read it again.', path: 'Patient' },
        ],
      },
    });
  });

  it('of many issues is of the kind of the first', () => {
    const refused = failAll([issueOf('structure.primitive', 'a'), issueOf('body.malformed', 'b')]);
    expect(refused.ok ? undefined : refused.fault.kind).toBe(faultCatalogue['structure.primitive'].kind);
  });
});

describe('ids', () => {
  it.each([
    ['a', true],
    ['A-1.b', true],
    ['x'.repeat(64), true],
    ['x'.repeat(65), false],
    ['', false],
    ['a b', false],
    ['a/b', false],
    ['é', false],
    ['a\n', false],
  ])('%j is a resource id: %s', (id, expected) => {
    expect(isResourceId(id)).toBe(expected);
  });

  it('of traces are 32 hexadecimal digits and differ', () => {
    const ids = new Set(Array.from({ length: 1000 }, newTraceId));
    expect(ids.size).toBe(1000);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
  });
});

describe('the log', () => {
  const lines: string[] = [];
  const log = createLog({ level: 'info', write: (line) => lines.push(line), fields: { node: 'fr' } });

  it('writes one JSON object a line, cuts long fields and leaves out what is below its level', () => {
    log.debug('quiet');
    log.with({ module: 'store' }).warn('loud', { words: 'x'.repeat(1000), none: undefined, count: 2 });
    expect(lines).toHaveLength(1);
    expect(lines[0]?.endsWith('\n')).toBe(true);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'warn',
      event: 'loud',
      node: 'fr',
      module: 'store',
      count: 2,
      words: 'x'.repeat(200),
    });
  });
});

describe('a secret file', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'carnet-secret-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is made once by whoever is first, closed to others, and kept', async () => {
    const path = join(folder, 'keys', 'some.key');
    let made = 0;
    const contents = await Promise.all(
      Array.from({ length: 20 }, () => keepOrMakeSecret(path, () => `secret ${made++}`)),
    );
    expect(new Set(contents).size).toBe(1);
    expect(readFileSync(path, 'utf8')).toBe(contents[0]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(await keepOrMakeSecret(path, () => 'another')).toBe(contents[0]);
  });
});

describe('a fixed clock', () => {
  it('stands until it is moved', () => {
    const clock = fixedClock('2026-01-01T00:00:00Z');
    const first = clock.now();
    clock.set('2026-01-02T00:00:00Z');
    expect(clock.now().getTime() - first.getTime()).toBe(86_400_000);
  });
});
