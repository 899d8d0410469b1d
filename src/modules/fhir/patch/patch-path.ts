/** A step of the paths that a FHIRPath Patch names elements with. */
export type PathStep =
  | { readonly kind: 'child'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'last' }
  | { readonly kind: 'extension'; readonly url: string }
  | { readonly kind: 'ofType'; readonly type: string }
  | { readonly kind: 'where'; readonly conditions: readonly Condition[] };

/** All of one `where` must hold. */
export interface Condition {
  readonly path: readonly string[];
  readonly value: string | number | boolean;
}

const longestPath = 1_000;

const step = /\.?([A-Za-z][A-Za-z0-9]*|`[A-Za-z][A-Za-z0-9]*`)(?![A-Za-z0-9]|\s*\()/y;
const bracket = /\[\s*(0|[1-9][0-9]{0,6})\s*\]/y;
const end = /\.(first|last)\(\s*\)/y;
const extension = /\.extension\(\s*'([^'\\]*)'\s*\)/y;
const ofType = /\.ofType\(\s*(?:FHIR\.)?([A-Za-z][A-Za-z0-9]*)\s*\)/y;
const where = /\.where\(\s*/y;
const comparison =
  /((?:\$this|[A-Za-z][A-Za-z0-9]*)(?:\.[A-Za-z][A-Za-z0-9]*)*)\s*=\s*(?:'((?:[^'\\]|\\['\\/"`])*)'|(true|false)|(-?[0-9]+(?:\.[0-9]+)?))/y;
const conjunction = /\s+and\s+/y;
const closing = /\s*\)/y;

/**
 * Reads a path of the "simple" subset of FHIRPath (R4, fhirpatch.html): elements, `[n]`, `first()`, `last()`,
 * `extension('url')`, `ofType(Type)`, and `where(...)` of equalities joined by `and`. The first name may be that of the
 * resource type. Undefined for anything else.
 */
export function parsePath(text: string): readonly PathStep[] | undefined {
  const trimmed = text.trim();
  if (trimmed.length === 0 || trimmed.length > longestPath || trimmed.startsWith('.')) return undefined;
  const steps: PathStep[] = [];
  let at = 0;
  const match = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(trimmed);
    if (found !== null) at = pattern.lastIndex;
    return found ?? undefined;
  };
  while (at < trimmed.length) {
    const next = readStep(match, at === 0 || trimmed[at] === '.', steps.length > 0);
    if (next === undefined) return undefined;
    steps.push(next);
  }
  return steps;
}

function readStep(
  match: (pattern: RegExp) => RegExpExecArray | undefined,
  mayName: boolean,
  mayCall: boolean,
): PathStep | undefined {
  const name = mayName ? match(step)?.[1] : undefined;
  if (name !== undefined) return { kind: 'child', name: name.replaceAll('`', '') };
  if (!mayCall) return undefined;
  const index = match(bracket)?.[1];
  if (index !== undefined) return { kind: 'index', index: Number(index) };
  const which = match(end)?.[1];
  if (which !== undefined) return which === 'first' ? { kind: 'index', index: 0 } : { kind: 'last' };
  const url = match(extension)?.[1];
  if (url !== undefined) return { kind: 'extension', url };
  const type = match(ofType)?.[1];
  if (type !== undefined) return { kind: 'ofType', type };
  if (match(where) === undefined) return undefined;
  const conditions: Condition[] = [];
  do {
    const compared = match(comparison);
    if (compared === undefined) return undefined;
    conditions.push(conditionOf(compared));
  } while (match(conjunction) !== undefined);
  return match(closing) === undefined ? undefined : { kind: 'where', conditions };
}

function conditionOf([, path = '', text, truth, number]: RegExpExecArray): Condition {
  const names = path.split('.').filter((name) => name !== '$this');
  if (text !== undefined) return { path: names, value: text.replaceAll(/\\(.)/g, '$1') };
  return { path: names, value: truth === undefined ? Number(number) : truth === 'true' };
}
