import type { ReadOptions, SourceFile } from './format.ts';

export interface JsonFile {
  readonly file: SourceFile;
  readonly value: unknown;
}

/** The largest CodeSystem that anybody publishes as one JSON file has some 300 MB. */
const mostBytes = 400_000_000;

/** A whole file of JSON. Refused as `too-long`, or as `broken` where it is no JSON or cannot be read. */
export async function readJson(
  file: SourceFile,
  { refused }: Pick<ReadOptions, 'refused'>,
): Promise<JsonFile | undefined> {
  const bytes = await readBytes(file, { refused });
  if (bytes === undefined) return undefined;
  try {
    return { file, value: JSON.parse(bytes.toString('utf8').replace(/^\ufeff/, '')) };
  } catch {
    refused({ file: file.path, line: 1, reason: 'broken' });
    return undefined;
  }
}

/** The bytes of a whole file; refused as `readJson` refuses. */
export async function readBytes(
  file: SourceFile,
  { refused }: Pick<ReadOptions, 'refused'>,
): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of file.open()) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > mostBytes) {
        refused({ file: file.path, line: 1, reason: 'too-long' });
        return undefined;
      }
    }
  } catch {
    refused({ file: file.path, line: 1, reason: 'broken' });
    return undefined;
  }
  return Buffer.concat(chunks, length);
}
