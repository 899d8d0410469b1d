import type { ClamlClass } from './claml.ts';

/** A value that a modifier can have: `.0`, the fourth character of a code, or `0`, the fifth. */
export interface ModifierClass {
  readonly code: string;
  readonly rubrics: ClamlClass['rubrics'];
}

/** A class that comes about by a modifier. */
export interface ModifiedClass extends ClamlClass {
  readonly modifier: string;
}

/** ICD-10 has some 7,000; a document that asks for more is not one. */
const mostMade = 500_000;

/**
 * The codes that modifiers make (EN 14463, ModifiedBy). A modifier of a class holds for the classes below it as well,
 * unless one excludes it. One with dots makes the fourth character of categories that have none yet; one without makes
 * the next character of those that have a fourth and nothing below. What the document spells out itself goes before what
 * is made.
 */
export function* applyModifiers(
  classes: ReadonlyMap<string, ClamlClass>,
  modifiers: ReadonlyMap<string, readonly ModifierClass[]>,
): Generator<ModifiedClass> {
  if (modifiers.size === 0) return;
  const made = new Set<string>();
  for (const found of classes.values()) {
    if (found.kind !== 'category' || hasCategoryBelow(found, classes)) continue;
    let current: ClamlClass[] = [found];
    const effective = effectiveModifiers(found, classes);
    const withDot = ({ modifier }: { modifier: string }) => modifiers.get(modifier)?.[0]?.code.startsWith('.') === true;
    for (const by of [...effective.filter(withDot), ...effective.filter((one) => !withDot(one))]) {
      const next: ClamlClass[] = [];
      for (const base of current) {
        if (withDot(by) === base.code.includes('.')) continue;
        for (const value of modifiers.get(by.modifier) ?? []) {
          const code = base.code + value.code;
          if ((by.only !== undefined && !by.only.has(value.code)) || classes.has(code) || made.has(code)) continue;
          if (made.size >= mostMade) return;
          made.add(code);
          const result = { ...modified(base, code, value), modifier: by.modifier };
          next.push(result);
          yield result;
        }
      }
      if (next.length > 0) current = next;
    }
  }
}

function hasCategoryBelow(found: ClamlClass, classes: ReadonlyMap<string, ClamlClass>): boolean {
  return found.children.some((child) => classes.get(child)?.kind === 'category');
}

/** Those of the class and of everything above it that nothing on the way excludes; the nearest first, each once. */
function effectiveModifiers(
  found: ClamlClass,
  classes: ReadonlyMap<string, ClamlClass>,
): readonly ClamlClass['modifiedBy'][number][] {
  const effective: ClamlClass['modifiedBy'][number][] = [];
  const passed = new Set<string>();
  const visited = new Set<string>();
  const above = [found];
  for (let one = above.shift(); one !== undefined; one = above.shift()) {
    if (visited.has(one.code)) continue;
    visited.add(one.code);
    for (const modifier of one.excluded) passed.add(modifier);
    for (const by of one.modifiedBy) {
      if (passed.has(by.modifier)) continue;
      passed.add(by.modifier);
      effective.push(by);
    }
    above.push(...one.parents.flatMap((parent) => classes.get(parent) ?? []));
  }
  return effective;
}

function modified(base: ClamlClass, code: string, value: ModifierClass): ClamlClass {
  const rubrics = base.rubrics
    .filter(({ kind }) => kind === 'preferred')
    .flatMap((rubric) => {
      const own = value.rubrics.filter(({ kind }) => kind === 'preferred');
      // A title must not be put together out of two languages.
      const word = own.find(({ language }) => language === rubric.language || language === undefined);
      return word === undefined ? [] : [{ ...rubric, text: `${rubric.text}: ${word.text}` }];
    });
  return {
    code,
    kind: 'category',
    usage: base.usage,
    parents: [base.code],
    children: [],
    modifiedBy: [],
    excluded: [],
    rubrics: [...rubrics, ...value.rubrics.filter(({ kind }) => kind !== 'preferred')],
    meta: [],
  };
}
