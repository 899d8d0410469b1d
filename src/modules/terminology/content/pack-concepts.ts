import type { CodeSystemHeader, ConceptRow } from '../concepts.ts';
import { createPacker } from './create-packer.ts';
import { openContent, type PackedContent } from './open-content.ts';

/** Packs concepts in memory. A concept that is refused is left out. */
export function packConcepts(header: CodeSystemHeader, rows: Iterable<ConceptRow>): PackedContent {
  const packer = createPacker(header);
  const chunks: Uint8Array[] = [];
  for (const row of rows) {
    packer.add(row);
    const chunk = packer.takeChunk();
    if (chunk !== undefined) chunks.push(chunk);
  }
  const { rest, layout } = packer.finish();
  const bytes = Buffer.allocUnsafeSlow(layout.size);
  let at = 0;
  for (const chunk of [...chunks, ...rest]) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return openContent(header, layout, bytes);
}
