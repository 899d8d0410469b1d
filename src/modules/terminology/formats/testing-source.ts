import type { ConceptRow } from '../concepts.ts';
import type { DesignationRow } from '../contract.ts';
import type {
  CodeSystemPart,
  ConceptFormat,
  ConceptMapPart,
  DefinitionPart,
  ImportSource,
  MapRow,
  ReadOptions,
  Refusal,
} from './format.ts';

/** A source of files in memory, given in small chunks so that nothing depends on where they end. */
export function sourceOf(name: string, files: Readonly<Record<string, string | Uint8Array>>): ImportSource {
  let read = 0;
  return {
    name,
    files: Object.entries(files).map(([path, content]) => {
      const bytes = typeof content === 'string' ? Buffer.from(content) : content;
      return {
        path,
        size: bytes.length,
        async *open() {
          for (let at = 0; at < bytes.length; at += 50) {
            const chunk = bytes.subarray(at, at + 50);
            read += chunk.length;
            yield chunk;
          }
        },
      };
    }),
    bytesRead: () => read,
    close: async () => {},
  };
}

export type ReadPart =
  | (Omit<CodeSystemPart, 'concepts'> & { readonly concepts: readonly ConceptRow[] })
  | { readonly kind: 'designations'; readonly rows: readonly DesignationRow[] }
  | (Omit<ConceptMapPart, 'rows'> & { readonly rows: readonly MapRow[] })
  | DefinitionPart;

/** Everything that a format reads, in lists. */
export async function readAll(
  format: ConceptFormat,
  source: ImportSource,
  options: Omit<ReadOptions, 'refused'> = {},
): Promise<{ readonly parts: readonly ReadPart[]; readonly refusals: readonly Refusal[] }> {
  const refusals: Refusal[] = [];
  const read = await format.read(source, { ...options, refused: (refusal) => void refusals.push(refusal) });
  if (!read.ok) throw new Error(read.fault.issues[0]?.text);
  const parts: ReadPart[] = [];
  for await (const part of read.value) {
    if (part.kind === 'code-system') parts.push({ ...part, concepts: await Array.fromAsync(part.concepts) });
    else if (part.kind === 'definition') parts.push(part);
    else if (part.kind === 'designations') parts.push({ ...part, rows: await Array.fromAsync(part.rows) });
    else parts.push({ ...part, rows: await Array.fromAsync(part.rows) });
  }
  return { parts, refusals };
}
