import { gzipSync } from 'node:zlib';

/** The bytes of a FHIR package with some definitions in it. */
export function archiveOf(
  manifest: { readonly name: string; readonly version: string } & Record<string, unknown>,
  definitions: readonly object[],
): Uint8Array {
  const files = [
    ['package/package.json', JSON.stringify({ fhirVersions: ['4.0.1'], ...manifest })],
    ...definitions.map((definition, n) => [`package/definition-${n}.json`, JSON.stringify(definition)]),
  ] as const;
  const blocks = files.flatMap(([path, text]) => {
    const content = Buffer.from(text);
    const header = Buffer.alloc(512);
    header.write(path ?? '', 0);
    header.write(content.length.toString(8).padStart(11, '0'), 124);
    header.write('0', 156);
    return [header, Buffer.concat([content], Math.ceil(content.length / 512) * 512)];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]));
}
