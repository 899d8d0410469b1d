import type { KeptEntry } from '#audit';
import { partsOf } from '#fhir';
import type { NewsKind } from './contract.ts';

/** What a person is told of an entry of her log. */
export interface NewsOfEntry {
  readonly patient: string;
  readonly kind: NewsKind;
  readonly who: string;
  readonly at: Date;
}

/** Roles under which nobody looks who is not the person's own side or the node's. */
const unseen: ReadonlySet<string> = new Set(['citizen', 'backend', 'administrator']);
const looking: ReadonlySet<KeptEntry['action']> = new Set(['read', 'search', 'disclose', 'export']);
const writing: ReadonlySet<KeptEntry['action']> = new Set(['create', 'update']);
const answers: ReadonlySet<string> = new Set(['case-answered', 'case-overdue']);

/** What is news of an entry to its person; undefined where nothing is. What was denied showed nothing. */
export function newsOf(entry: KeptEntry): NewsOfEntry | undefined {
  const { patient, outcome, agent, at } = entry;
  const kind = patient === undefined || outcome !== 'success' ? undefined : kindOf(entry);
  if (patient === undefined || kind === undefined) return undefined;
  return { patient, kind, who: agent.role === 'backend' ? '' : agent.name.slice(0, 200), at };
}

function kindOf({ action, interaction, agent, objects }: KeptEntry): NewsKind | undefined {
  if (interaction === 'emergency-access')
    return action === 'read' || action === 'change-rights' ? 'emergency' : undefined;
  if (answers.has(interaction)) return 'case';
  if (action === 'change-sharing') return 'sharing';
  if (action === 'change-rights') {
    if (interaction.startsWith('app-')) return 'app';
    return objects.some(({ type }) => type === 'RelatedPerson') ? 'proxy' : 'sharing';
  }
  if (writing.has(action)) {
    const isResult = objects.some(({ category }) => category !== undefined && partsOf(category).includes('results'));
    return isResult && agent.role !== 'citizen' ? 'result' : undefined;
  }
  // Who answers a request looks at it, which its answer tells.
  return looking.has(action) && !unseen.has(agent.role) && interaction !== 'case' ? 'looked' : undefined;
}
