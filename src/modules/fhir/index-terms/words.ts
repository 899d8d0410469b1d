import { isObject } from '../json-value.ts';
import type { Resource } from '../resource.ts';
import { isResourceType } from '../resource-types.ts';
import { foldedWords } from '../search/fold.ts';
import type { WordEntry } from '../search.ts';
import { isPrimitive, typeEntry } from '../type-table.ts';

/** What to do with each member of an object of one type; a member that holds no text anywhere is not named. */
type Plan = ReadonlyMap<string, 'text' | 'narrative' | 'resource' | { readonly type: string }>;

/** Words of one resource; what comes behind them cannot be found by `_text` and `_content`. */
const mostWords = 2_000;
/** Characters of one text that are looked at. */
const longestText = 100_000;
const deepest = 40;

/** Strings that are no words for people: they are searched by parameters of their own, or by nobody. */
const notWords: ReadonlySet<string> = new Set([
  'Coding.version',
  'ContactPoint.value',
  'Identifier.value',
  'Quantity.unit',
  'SampledData.data',
]);

const plans = new Map<string, Plan>();

/**
 * The words of everything that people read in a resource: strings, markdown, displays and the narrative, those of
 * contained resources too. Not codes, addresses, identifiers, units, dates and numbers.
 */
export function extractWords(resource: Resource): readonly WordEntry[] {
  const found = new Map<string, boolean>();
  collect(resource, resource.resourceType, found, 0);
  return Array.from(found, ([word, narrative]) => ({ word, narrative }));
}

function collect(value: unknown, type: string, found: Map<string, boolean>, depth: number): void {
  if (!isObject(value) || depth > deepest || found.size >= mostWords) return;
  const plan = planOf(type);
  for (const member in value) {
    const step = plan.get(member);
    if (step === undefined) continue;
    const inside = value[member];
    for (const one of Array.isArray(inside) ? inside : [inside]) {
      if (step === 'text') add(one, false, found);
      else if (step === 'narrative') add(one, true, found);
      else if (step !== 'resource') collect(one, step.type, found, depth + 1);
      else if (isObject(one) && isResourceType(String(one.resourceType))) {
        collect(one, String(one.resourceType), found, depth + 1);
      }
    }
  }
}

/** Within a line markup parts no words. */
const inline = /<\/?(?:a|abbr|acronym|b|big|code|em|font|i|q|small|span|strong|sub|sup|tt|u)\b[^<>]*>/gi;
const markup = /<[^<>]*>/g;
const entity = /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|[a-z]+);/gi;

function add(value: unknown, narrative: boolean, found: Map<string, boolean>): void {
  if (typeof value !== 'string' || value === '') return;
  const whole = value.length > longestText ? value.slice(0, longestText).toWellFormed() : value;
  const text = narrative ? whole.replace(inline, '').replace(markup, ' ').replace(entity, decoded) : whole;
  for (const word of foldedWords(text)) {
    if (found.size >= mostWords && !found.has(word)) return;
    if (narrative || !found.has(word)) found.set(word, narrative);
  }
}

/** Named entities of XML are punctuation, which parts words. */
function decoded(_whole: string, hexadecimal: string | undefined, decimal: string | undefined): string {
  const point = hexadecimal === undefined ? Number(decimal) : Number.parseInt(hexadecimal, 16);
  return point <= 0x10ffff ? String.fromCodePoint(point) : ' ';
}

function planOf(type: string): Plan {
  let plan = plans.get(type);
  if (plan === undefined) {
    plan = makePlan(type);
    plans.set(type, plan);
  }
  return plan;
}

function makePlan(type: string): Plan {
  const plan = new Map<string, 'text' | 'narrative' | 'resource' | { readonly type: string }>();
  for (const { name, type: of, kind } of typeEntry(type).elements) {
    if (kind === 'xhtml') plan.set(name, 'narrative');
    else if (kind === 'resource') plan.set(name, 'resource');
    else if (of === 'string' || of === 'markdown') {
      if (!notWords.has(`${type}.${name}`)) plan.set(name, 'text');
    } else if (!isPrimitive(of)) plan.set(name, { type: of });
  }
  return plan;
}
