import { execFile } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';

const entries = 24_000;
const heapMegabytes = 48;
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'carnet-big-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function* bundle(): Generator<string> {
  yield '{"entry":[';
  for (let number = 0; number < entries; number++) {
    const id = `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
    const resource = {
      resourceType: 'Observation',
      status: 'final',
      code: { text: 'x'.repeat(3_000) },
      subject: { reference: 'urn:uuid:00000000-0000-4000-8000-000000000000' },
    };
    yield `${number > 0 ? ',\n' : ''}${JSON.stringify({ fullUrl: `urn:uuid:${id}`, resource })}`;
  }
  yield '],"type":"collection","resourceType":"Bundle"}';
}

it('imports a Bundle with a heap that is smaller than the file', async () => {
  const path = join(folder, 'big.json');
  await pipeline(Readable.from(bundle()), createWriteStream(path));
  expect(statSync(path).size).toBeGreaterThan(heapMegabytes * 1.5 * 1024 * 1024);
  const script = fileURLToPath(new URL('./testing-memory.ts', import.meta.url));
  const args = [`--max-old-space-size=${heapMegabytes}`, script, path];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  expect(stdout).toBe(String(entries));
}, 60_000);
