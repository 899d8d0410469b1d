import type { CodeSystemHeader, ConceptRow } from '../concepts.ts';
import { conceptRowsOf, propertyText } from '../engine/concept-rows.ts';
import type { PackedContent } from './open-content.ts';
import { packConcepts } from './pack-concepts.ts';

/** Packs the concepts of a CodeSystem resource. */
export function packCodeSystem(codeSystem: CodeSystemHeader): PackedContent {
  const { concept: _concept, ...header } = codeSystem;
  return packConcepts(header as CodeSystemHeader, withParentsOfChildren(conceptRowsOf(codeSystem)));
}

/** A property `child` names from above what `parent` names from below (R4 codesystem.html#hierarchy). */
function withParentsOfChildren(rows: readonly ConceptRow[]): readonly ConceptRow[] {
  const above = new Map<string, string[]>();
  for (const { code, properties = [] } of rows) {
    for (const property of properties) {
      if (property.code !== 'child') continue;
      const child = propertyText(property);
      above.set(child, [...(above.get(child) ?? []), code]);
    }
  }
  if (above.size === 0) return rows;
  return rows.map((row) => {
    const more = above.get(row.code);
    return more === undefined ? row : { ...row, parents: [...(row.parents ?? []), ...more] };
  });
}
