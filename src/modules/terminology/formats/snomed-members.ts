import type { ImportSource, ReadOptions } from './format.ts';
import { createGathering, type Gathering, ownText } from './gathering.ts';
import { visitActive } from './snomed-files.ts';

/** By concept: the reference sets that it is a member of, and what association reference sets lead from it to. */
export interface SnomedMembers {
  readonly sets: Gathering;
  /** Set and target, parted by a tab. */
  readonly targets: Gathering;
  readonly associationSets: ReadonlySet<string>;
}

/** Members of the simple, map and association reference sets of a snapshot, as far as they are concepts. */
export async function gatherMembers(source: ImportSource, options: ReadOptions): Promise<SnomedMembers> {
  const sets = createGathering();
  const targets = createGathering();
  const associationSets = new Set<string>();
  for (const kind of ['simpleSet', 'simpleMap', 'extendedMap', 'association'] as const) {
    await visitActive(source, kind, options, ({ cell }) => {
      const set = cell('refsetId');
      const concept = cell('referencedComponentId');
      if (!isConcept(set) || !isConcept(concept)) return;
      sets.add(concept, set);
      const target = kind === 'association' ? cell('targetComponentId') : '';
      if (target === '') return;
      targets.add(concept, `${set}\t${target}`);
      if (!associationSets.has(set)) associationSets.add(ownText(set));
    });
  }
  return { sets, targets, associationSets };
}

/** The property by which a concept names what an association reference set leads from it to. */
export function targetProperty(set: string): string {
  return `${set}.targetComponentId`;
}

/** Concepts by the partition in their identifiers (`00`, `10`, before the check digit): descriptions have members too. */
function isConcept(id: string): boolean {
  return /^\d{3,15}[01]0\d$/.test(id);
}
