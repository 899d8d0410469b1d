import { actionKey, type MessageKey } from '#ui';
import type { Visit, VisitsPage } from '../contract.ts';

/** One line of the page: what one person did in one go, and how often in a row. */
export interface VisitLine {
  readonly id: string;
  /** The latest of the entries that the line stands for. */
  readonly visit: Visit;
  readonly acts: readonly MessageKey[];
  readonly categories: Visit['categories'];
  readonly times: number;
}

/** What came and what was there, each entry once, newest first. The way to older entries is that of the older page. */
export function mergePages(former: VisitsPage | undefined, latest: VisitsPage): VisitsPage {
  if (!former) return latest;
  const byId = new Map([...former.visits, ...latest.visits].map((visit) => [visit.id, visit]));
  const visits = [...byId.values()].sort((one, other) => (one.at < other.at ? 1 : one.at > other.at ? -1 : 0));
  return { visits, ...(former.next === undefined ? {} : { next: former.next }) };
}

/** What was there, and an older page. */
export function appendPage(former: VisitsPage, older: VisitsPage): VisitsPage {
  const { visits } = mergePages(former, older);
  return { visits, ...(older.next === undefined ? {} : { next: older.next }) };
}

/** Milliseconds from the first to the last step of one thing. Who asks chooses the trace, and could keep one for days. */
const longestThing = 300_000;

/**
 * Entries, newest first, as lines. Entries of one trace by one person within five minutes are the steps of one thing (a
 * foreign request looks for the person, then takes the summary); the same thing done again and again in a row, the reading of this list above
 * all, is one line with how often.
 */
export function linesOf(visits: readonly Visit[]): readonly VisitLine[] {
  const things = new Map<string, VisitLine>();
  const latest = new Map<string, string>();
  for (const visit of visits) {
    const steps = [visit.traceId, whoOf(visit), visit.outcome, visit.purpose].join('\n');
    const current = things.get(latest.get(steps) ?? '');
    const former = current && apart(current.visit, visit) <= longestThing ? current : undefined;
    const key = former?.id ?? visit.id;
    latest.set(steps, key);
    const acts = [...new Set([actionKey(visit), ...(former?.acts ?? [])])];
    const categories = [...new Set([...(former?.categories ?? []), ...visit.categories])];
    things.set(key, {
      id: former?.id ?? visit.id,
      visit: former?.visit ?? visit,
      acts,
      categories,
      times: 1,
    });
  }
  const lines: VisitLine[] = [];
  for (const thing of things.values()) {
    const last = lines.at(-1);
    if (last && sameThing(last, thing)) lines[lines.length - 1] = { ...last, times: last.times + 1 };
    else lines.push(thing);
  }
  return lines;
}

const apart = (later: Visit, earlier: Visit) => Date.parse(later.at) - Date.parse(earlier.at);

const whoOf = ({ agent }: Visit) =>
  [agent.name, agent.role, agent.organization, agent.country, agent.app, agent.own].join('\n');

function sameThing(one: VisitLine, other: VisitLine): boolean {
  return (
    whoOf(one.visit) === whoOf(other.visit) &&
    dayOf(one.visit) === dayOf(other.visit) &&
    one.visit.outcome === other.visit.outcome &&
    one.visit.purpose === other.visit.purpose &&
    one.acts.join() === other.acts.join() &&
    one.categories.join() === other.categories.join()
  );
}

/** The day of the reader's clock. */
function dayOf(visit: Visit): string {
  const at = new Date(visit.at);
  return `${at.getFullYear()}-${at.getMonth() + 1}-${at.getDate()}`;
}

/** Lines by day, in the order in which they come; `day` is an instant of it. */
export function groupByDay(
  lines: readonly VisitLine[],
): readonly { readonly day: string; readonly lines: readonly VisitLine[] }[] {
  const days = new Map<string, VisitLine[]>();
  for (const line of lines) {
    const day = dayOf(line.visit);
    const of = days.get(day);
    if (of) of.push(line);
    else days.set(day, [line]);
  }
  return [...days.values()].map((of) => ({ day: of[0]?.visit.at ?? '', lines: of }));
}
