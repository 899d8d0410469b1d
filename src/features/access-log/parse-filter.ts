import type { KeptEntry } from '#audit';
import { type CarePart, careParts, partsOf } from '#fhir';
import { fail, type Outcome, ok } from '#kernel';

export interface LogFilter {
  readonly between: { readonly from?: Date; readonly to?: Date };
  readonly isMeant: (entry: KeptEntry) => boolean;
}

const longestName = 100;
const dayForm = /^\d{4}-\d{2}-\d{2}$/;
const day = 86_400_000;

/** Reads `who`, `from`, `to` (days, both included) and `part`, each at most once; what is not known is refused. */
export function parseFilter(query: Readonly<Record<string, unknown>>): Outcome<LogFilter> {
  const { who, from, to, part, ...others } = query;
  if (Object.keys(others).length > 0) return fail('request.bad', 'The address has a parameter that is not known.');
  if (who !== undefined && (typeof who !== 'string' || who.length > longestName)) {
    return fail('request.bad', `who must be text of at most ${longestName} characters.`, 'who');
  }
  const known = part === undefined ? undefined : careParts.find((one) => one === part);
  if (part !== undefined && known === undefined)
    return fail('request.bad', 'part must be a part of the record.', 'part');
  const [first, last] = [dayOf(from), dayOf(to)];
  if (first === 'bad' || last === 'bad') return fail('request.bad', 'from and to must be days, YYYY-MM-DD.', 'from');
  const wanted = folded(who ?? '');
  return ok({
    between: {
      ...(first === undefined ? {} : { from: first }),
      ...(last === undefined ? {} : { to: new Date(last.getTime() + day) }),
    },
    isMeant: (entry) => isBy(entry, wanted) && (known === undefined || touches(entry, known)),
  });
}

function dayOf(value: unknown): Date | undefined | 'bad' {
  if (value === undefined || value === '') return undefined;
  if (typeof value !== 'string' || !dayForm.test(value)) return 'bad';
  const at = new Date(`${value}T00:00:00Z`);
  return Number.isNaN(at.getTime()) ? 'bad' : at;
}

function isBy({ agent }: KeptEntry, wanted: string): boolean {
  return wanted === '' || folded(`${agent.name} ${agent.organization ?? ''}`).includes(wanted);
}

function touches({ objects }: KeptEntry, part: CarePart): boolean {
  return objects.some(({ category }) => category !== undefined && partsOf(category).includes(part));
}

/** Without accents and case, as people type names. */
function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim();
}
