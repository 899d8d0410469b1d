export { createPacker, type PackCounts, type RefusedConcept } from './create-packer.ts';
export type { PackedLayout } from './layout.ts';
export { openContent, type PackedContent } from './open-content.ts';
export { packConcepts } from './pack-concepts.ts';
