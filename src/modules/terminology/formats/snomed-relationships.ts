import type { ConceptProperty } from '../concepts.ts';
import type { ImportSource, ReadOptions } from './format.ts';
import { createGathering, type Gathering, ownText } from './gathering.ts';
import { sctid, visitActive } from './snomed-files.ts';

/**
 * What concepts point at: `parents` for is-a, the attributes (attribute, group and value, parted by tabs), and which
 * attributes there are.
 */
export interface Relationships {
  readonly parents: Gathering;
  readonly attributes: Gathering;
  readonly types: ReadonlyMap<string, ConceptProperty['type']>;
}

/** The inferred relationships of a snapshot, concrete values among them. */
export async function gatherRelationships(source: ImportSource, options: ReadOptions): Promise<Relationships> {
  const parents = createGathering();
  const attributes = createGathering();
  const types = new Map<string, ConceptProperty['type']>();
  await visitActive(source, 'relationship', options, ({ cell, refuse }) => {
    if (cell('characteristicTypeId') !== sctid.inferred) return;
    const concept = cell('sourceId');
    const value = cell('destinationId');
    const type = cell('typeId');
    if (concept === '' || value === '' || type === '') refuse('malformed');
    else if (type === sctid.isA) parents.add(concept, value);
    else {
      if (!types.has(type)) types.set(ownText(type), 'code');
      attributes.add(concept, `${type}\t${groupOf(cell('relationshipGroup'))}\t${value}`);
    }
  });
  await visitActive(source, 'concreteValues', options, ({ cell, refuse }) => {
    const value = cell('value');
    const type = cell('typeId');
    if (cell('characteristicTypeId') !== sctid.inferred) return;
    if (!/^(#.+|".*")$/.test(value)) refuse('malformed');
    else {
      types.set(ownText(type), value.startsWith('#') ? 'decimal' : 'string');
      const text = value.startsWith('#') ? value.slice(1) : value.slice(1, -1);
      attributes.add(cell('sourceId'), `${type}\t${groupOf(cell('relationshipGroup'))}\t${text}`);
    }
  });
  return { parents, attributes, types };
}

/** A number of its own for each group of a concept; 0 where the relationship stands in none. */
function groupOf(text: string): number {
  return /^\d{1,6}$/.test(text) ? Number(text) : 0;
}
