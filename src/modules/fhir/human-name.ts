import type { Resource } from './resource.ts';

/** A HumanName of R4 as it may come from anywhere: what has not the shape of the standard counts as not there. */
interface HumanName {
  readonly use?: unknown;
  readonly text?: unknown;
  readonly family?: unknown;
  readonly given?: unknown;
  readonly prefix?: unknown;
  readonly suffix?: unknown;
  readonly period?: unknown;
}

/** What the standard gives a `name`, whole or as a page reads it. */
type Named = Resource | { readonly name?: unknown };

const preferred: readonly unknown[] = ['official', 'usual'];
/** Uses that R4 gives to names of former times (value set name-use). */
const former: ReadonlySet<unknown> = new Set(['old', 'maiden']);

/**
 * How a person, a professional or a body is called: its `name` where that is one text (Organization, Location), else the
 * name by which somebody goes now, as people write it. Empty where there is none.
 */
export function nameOfResource({ name }: Named): string {
  return typeof name === 'string' ? name : nameInWords(currentName(name));
}

/** The same in as few words as tell people of one page apart: first given name and family name; its text where it has no parts. */
export function shortNameOf({ name }: Named): string {
  const current = currentName(name);
  const parts = [...textsOf(current?.given).slice(0, 1), ...textsOf(current?.family)];
  return parts.length === 0 ? nameInWords(current) : parts.join(' ');
}

/** A HumanName as people write it: its text, which is the whole name (R4), else prefix, given names, family name, suffix. */
export function nameInWords(name: HumanName | undefined): string {
  const [text] = textsOf(name?.text);
  return text ?? [name?.prefix, name?.given, name?.family, name?.suffix].flatMap(textsOf).join(' ');
}

/**
 * Which of somebody's names is used now: the official before the usual before any other, each as listed. A name of former
 * times, or whose period has an end, comes behind all others.
 */
function currentName(names: unknown): HumanName | undefined {
  const listed: readonly HumanName[] = Array.isArray(names)
    ? names.filter((one) => typeof one === 'object' && one)
    : [];
  return listed.toSorted((one, other) => rankOf(one) - rankOf(other))[0];
}

function rankOf({ use, period }: HumanName): number {
  const hasEnded = former.has(use) || (typeof period === 'object' && period !== null && 'end' in period);
  const place = preferred.indexOf(use);
  return (place === -1 ? preferred.length : place) + (hasEnded ? preferred.length + 1 : 0);
}

function textsOf(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string' && one.trim() !== '');
}
