import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readPackage } from './read-package.ts';

const folder = new URL('../../../../../shared/data/fhir-packages/', import.meta.url);

function tarOf(files: Readonly<Record<string, string>>): Uint8Array {
  const blocks = Object.entries(files).flatMap(([path, text]) => {
    const header = Buffer.alloc(512);
    header.write(path, 0);
    header.write(text.length.toString(8).padStart(11, '0'), 124);
    header.write('0', 156);
    return [header, Buffer.concat([Buffer.from(text)], Math.ceil(text.length / 512) * 512)];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]));
}

describe('a FHIR package', () => {
  it('is read with its name, version, dependencies and definitions, without its examples', () => {
    const read = readPackage(
      tarOf({
        'package/package.json': JSON.stringify({
          name: 'test.package',
          version: '1.0.0',
          title: 'A test',
          fhirVersions: ['4.0.1'],
          dependencies: { 'hl7.fhir.r4.core': '4.0.1', 'test.broken': 1 },
        }),
        'package/ValueSet-one.json': '{"resourceType":"ValueSet","id":"one"}',
        'package/example/Patient-one.json': '{"resourceType":"Patient","id":"one"}',
        'package/broken.json': '{',
      }),
    );
    expect(read).toEqual({
      ok: true,
      value: {
        name: 'test.package',
        version: '1.0.0',
        title: 'A test',
        fhirVersions: ['4.0.1'],
        dependencies: { 'hl7.fhir.r4.core': '4.0.1' },
        definitions: [{ resourceType: 'ValueSet', id: 'one' }],
      },
    });
  });

  it('is refused with words where it is none', () => {
    expect(readPackage(Buffer.from('no archive'))).toMatchObject({ ok: false, fault: { code: 'package.malformed' } });
    expect(readPackage(tarOf({ 'package/x.json': '{}' }))).toMatchObject({ ok: false });
  });

  it('ends where a name is announced that is longer than any', () => {
    const [long, file] = [Buffer.alloc(512), 'package/package.json'];
    long.write('x', 156);
    long.write((100_000).toString(8).padStart(11, '0'), 124);
    const text = JSON.stringify({ name: 'a', version: '1' });
    const header = Buffer.alloc(512);
    header.write(file, 0);
    header.write(text.length.toString(8).padStart(11, '0'), 124);
    header.write('0', 156);
    const blocks = [long, Buffer.alloc(Math.ceil(100_000 / 512) * 512, '1'), header, Buffer.alloc(512, text)];
    expect(readPackage(gzipSync(Buffer.concat(blocks)))).toMatchObject({ ok: false });
  });

  it.skipIf(!existsSync(folder))('reads every package of the shared data (needs ../shared/data/fhir-packages)', () => {
    const packages = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
    expect(packages.length).toBeGreaterThan(0);
    for (const name of packages) {
      const read = readPackage(readFileSync(new URL(name, folder)));
      expect(read.ok && read.value.definitions.length, name).toBeGreaterThan(0);
    }
  });
});
