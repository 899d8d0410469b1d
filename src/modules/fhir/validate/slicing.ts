import { type CompiledFhirPath, compileFhirPath } from '../fhirpath/fhirpath.ts';
import { parseFhirPath } from '../fhirpath/parse.ts';
import type { Expression } from '../fhirpath/syntax.ts';
import { isSubtype } from '../fhirpath/type-names.ts';
import type { Collection } from '../fhirpath/values.ts';
import { FhirNode } from '../fhirpath/values.ts';
import { isObject } from '../json-value.ts';
import { optionsOf } from './check-constraints.ts';
import type { Discriminator, ElementRules, ProfileRules } from './profile-rules.ts';
import type { Run } from './run.ts';
import { isFixed, matchesPattern } from './values-match.ts';

/** The slice that an element falls into: the first whose discriminators all match. */
export function sliceOf(
  run: Run,
  node: FhirNode,
  rules: ElementRules,
  profile: ProfileRules,
): ElementRules | undefined {
  const discriminators = discriminatorsOf(rules);
  const answers: (Collection | undefined)[] = [];
  return rules.slices.find((slice) => {
    let matched = false;
    for (const [n, discriminator] of discriminators.entries()) {
      // What stands at a discriminator is the same for every slice.
      if (n >= answers.length) answers.push(answerOf(run, node, discriminator));
      const told = matches(run, answers[n], discriminator, slice, profile);
      if (told === false) return false;
      // A discriminator about which the slice says nothing tells nothing.
      if (told === true) matched = true;
    }
    return matched;
  });
}

function answerOf(run: Run, node: FhirNode, { path }: Discriminator): Collection | undefined {
  if (path === '$this') return [node];
  const answered = pathOf(path)?.evaluate(node, optionsOf(run));
  return answered?.ok ? answered.value : undefined;
}

const byUrl: readonly Discriminator[] = [{ type: 'value', path: 'url' }];
const byType: readonly Discriminator[] = [{ type: 'type', path: '$this' }];

/** Extensions are told apart by their address and choices by their type, also where a profile does not say so. */
function discriminatorsOf(rules: ElementRules): readonly Discriminator[] {
  const stated = rules.slicing?.discriminators ?? [];
  if (stated.length > 0) return stated;
  if (rules.label === 'extension' || rules.label === 'modifierExtension') return byUrl;
  return rules.path.endsWith('[x]') ? byType : stated;
}

const paths = new Map<string, CompiledFhirPath | undefined>();

function pathOf(text: string): CompiledFhirPath | undefined {
  if (!paths.has(text)) {
    const compiled = compileFhirPath(text);
    paths.set(text, compiled.ok ? compiled.value : undefined);
  }
  return paths.get(text);
}

function matches(
  run: Run,
  items: Collection | undefined,
  discriminator: Discriminator,
  slice: ElementRules,
  profile: ProfileRules,
): boolean | undefined {
  if (items === undefined) return false;
  const expected = expectedAt(run, slice, discriminator.path, profile);
  switch (discriminator.type) {
    case 'exists': {
      const wanted = expected.some(({ rules }) => rules !== undefined && rules.max > 0 && rules.min > 0);
      const refused = expected.some(({ rules }) => rules?.max === 0);
      return refused ? items.length === 0 : wanted ? items.length > 0 : undefined;
    }
    case 'type':
      return hasType(items, expected);
    case 'profile': {
      const profiles = expected.flatMap(({ rules }) => (rules?.types ?? []).flatMap((type) => type.profiles));
      if (profiles.length === 0) return undefined;
      return items.some((item) => item instanceof FhirNode && profiles.some((one) => run.conformsTo(run, one, item)));
    }
    default:
      return hasValue(run, items, expected);
  }
}

/** What a slice expects at a path: rules of an element there, or a part of a fixed or pattern value above it. */
interface Expectation {
  readonly rules?: ElementRules;
  readonly value?: unknown;
  readonly exact?: boolean;
}

function hasType(items: Collection, expected: readonly Expectation[]): boolean | undefined {
  const codes = typesOf(expected);
  if (codes.length === 0) return undefined;
  return items.some((item) => item instanceof FhirNode && codes.some((code) => isSubtype(item.type, code)));
}

const typesByExpectation = new WeakMap<readonly Expectation[], readonly string[]>();

function typesOf(expected: readonly Expectation[]): readonly string[] {
  const before = typesByExpectation.get(expected);
  if (before !== undefined) return before;
  // Where one of the types of a choice must be there, the others cannot be.
  const demanded = expected.filter(({ rules }) => rules?.sliceName !== undefined && rules.min > 0);
  const listed = demanded.length > 0 && expected.length > demanded.length ? demanded : expected;
  const codes = listed.flatMap(({ rules }) => (rules?.types ?? []).map(({ code }) => code));
  typesByExpectation.set(expected, codes);
  return codes;
}

function hasValue(run: Run, items: Collection, expected: readonly Expectation[]): boolean | undefined {
  let judged = false;
  for (const { rules, value, exact } of expected) {
    if (value !== undefined) {
      judged = true;
      const match = exact === true ? isFixed : matchesPattern;
      if (!items.some((item) => match(item instanceof FhirNode ? item.value : item, value))) return false;
      continue;
    }
    if (rules?.max === 0) {
      judged = true;
      if (items.length > 0) return false;
    } else if (rules?.bindings[0]?.strength === 'required') {
      const { valueSet } = rules.bindings[0];
      judged = true;
      if (!items.some((item) => run.memberOf(valueSet, item) === true)) return false;
    }
  }
  return judged ? true : undefined;
}

type Step = { readonly kind: 'member' | 'extension' | 'resolve' | 'type'; readonly name: string };

const stepsByPath = new Map<string, readonly Step[]>();

function stepsOf(path: string): readonly Step[] {
  const known = stepsByPath.get(path);
  if (known !== undefined) return known;
  let steps: readonly Step[] = [];
  try {
    steps = readSteps(parseFhirPath(path));
  } catch {
    // A path that cannot be read matches nothing; the slice finds no member.
  }
  stepsByPath.set(path, steps);
  return steps;
}

function readSteps(expression: Expression | undefined): readonly Step[] {
  if (expression === undefined || expression.kind === 'this') return [];
  if (expression.kind === 'member') {
    return [...readSteps(expression.of), { kind: 'member', name: expression.name }];
  }
  if (expression.kind === 'call') {
    const [argument] = expression.args;
    const before = readSteps(expression.of);
    if (expression.name === 'resolve') return [...before, { kind: 'resolve', name: '' }];
    if (expression.name === 'ofType' && argument?.kind === 'member') {
      return [...before, { kind: 'type', name: argument.name }];
    }
    if (expression.name === 'extension' && argument?.kind === 'literal' && argument.value.type === 'string') {
      return [...before, { kind: 'extension', name: argument.value.text }];
    }
  }
  return [];
}

const known = new WeakMap<ElementRules, Map<string, readonly Expectation[]>>();

/** What a slice expects at a path, found once: rules belong to one validator, whose profiles do not change. */
function expectedAt(run: Run, slice: ElementRules, path: string, profile: ProfileRules): readonly Expectation[] {
  let byPath = known.get(slice);
  if (byPath === undefined) {
    byPath = new Map();
    known.set(slice, byPath);
  }
  let expected = byPath.get(path);
  if (expected === undefined) {
    expected = expectations(run, slice, stepsOf(path), profile);
    byPath.set(path, expected);
  }
  return expected;
}

/** Follows a path through the rules of a slice, into the profiles of its types where the slice itself does not say more. */
function expectations(
  run: Run,
  rules: ElementRules,
  steps: readonly Step[],
  profile: ProfileRules,
): readonly Expectation[] {
  const stated = rules.fixed ?? rules.pattern;
  if (stated !== undefined) {
    const value = partOf(stated.value, steps);
    if (value !== undefined) return [{ rules, value, exact: rules.fixed !== undefined }];
  }
  const [step, ...rest] = steps;
  if (step === undefined) {
    const inner =
      rules.types?.flatMap(({ profiles }) => profiles.flatMap((one) => run.profiles(one)?.root ?? [])) ?? [];
    return [{ rules }, ...inner.flatMap((root) => statedBy(root))];
  }
  if (step.kind === 'type') return expectations(run, rules, rest, profile);
  const typeProfiles = (rules.types ?? []).flatMap(({ profiles, targets }) =>
    step.kind === 'resolve' ? targets : profiles,
  );
  const others = typeProfiles.flatMap((canonical) => {
    const found = run.profiles(canonical);
    return found === undefined ? [] : [found];
  });
  if (step.kind === 'resolve') {
    return others.flatMap((one) => expectations(run, asResource(one), rest, one));
  }
  const source =
    rules.contentReference === undefined || rules.children.length > 0
      ? rules
      : (profile.byPath.get(rules.contentReference) ?? rules);
  const children = childrenFor(source, step);
  const own = children.flatMap((child) => expectations(run, child, rest, profile));
  if (
    own.some(({ value, rules: at }) => value !== undefined || at?.bindings[0]?.strength === 'required' || at?.max === 0)
  )
    return own;
  const further = others.flatMap((one) =>
    childrenFor(one.root, step).flatMap((child) => expectations(run, child, rest, one)),
  );
  // An extension's address is the address of its profile.
  const addresses = step.name === 'url' && rest.length === 0 ? others.filter((one) => one.isExtension) : [];
  if (addresses.length > 0) return addresses.map((one) => ({ value: one.url, exact: true }));
  return [...own, ...further];
}

function statedBy(rules: ElementRules): readonly Expectation[] {
  const stated = rules.fixed ?? rules.pattern;
  return stated === undefined ? [] : [{ rules, value: stated.value, exact: rules.fixed !== undefined }];
}

/** Seen from a reference, the root of a profile is an element of that resource's type. */
function asResource(profile: ProfileRules): ElementRules {
  const type = { code: profile.type, profiles: [profile.url], targets: [], aggregation: [] };
  return { ...profile.root, types: [type] };
}

/** Slices and those that slice them again. */
function slicesOf({ slices }: ElementRules): readonly ElementRules[] {
  return slices.flatMap((slice) => [slice, ...slicesOf(slice)]);
}

function childrenFor(rules: ElementRules, step: Step): readonly ElementRules[] {
  if (step.kind === 'member') {
    const named = rules.children.filter(({ label }) => label === step.name);
    // What the slices of an element expect holds of some of its entries.
    return [...named, ...named.flatMap(slicesOf)];
  }
  return rules.children
    .filter(({ label }) => label === 'extension')
    .flatMap(slicesOf)
    .filter(({ types, children }) => {
      const profiles = (types ?? []).flatMap((type) => type.profiles);
      const url = children.find(({ label }) => label === 'url')?.fixed?.value;
      return url === step.name || profiles.some((one) => one.split('|', 1)[0] === step.name);
    });
}

/** The part of a fixed or pattern value that a path leads to. */
function partOf(value: unknown, steps: readonly Step[]): unknown {
  let part = value;
  for (const step of steps) {
    if (step.kind !== 'member') return undefined;
    if (Array.isArray(part)) part = part[0];
    if (!isObject(part)) return undefined;
    part = part[step.name];
  }
  return part;
}
