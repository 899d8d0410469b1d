import { compileFhirPath } from '../fhirpath/fhirpath.ts';
import { childrenNamed } from '../fhirpath/navigate.ts';
import { parseFhirPath } from '../fhirpath/parse.ts';
import type { Expression } from '../fhirpath/syntax.ts';
import { isSubtype } from '../fhirpath/type-names.ts';
import { type Collection, FhirNode, type Item } from '../fhirpath/values.ts';
import { isObject } from '../json-value.ts';
import { optionsOf } from './check-constraints.ts';
import type { Discriminator, ElementRules, ProfileRules } from './profile-rules.ts';
import type { Run } from './run.ts';
import { isFixed, matchesPattern } from './values-match.ts';

/** The place of the slice that an element falls into, the first whose discriminators all match; -1 where it is in none. */
export function sliceOf(run: Run, node: FhirNode, rules: ElementRules, profile: ProfileRules): number {
  const { discriminators, slices } = planOf(run, rules, profile);
  const answers: (Collection | undefined)[] = [];
  for (let at = 0; at < slices.length; at++) {
    const tests = slices[at] as readonly (Test | undefined)[];
    let matched = false;
    let refused = false;
    for (let n = 0; n < tests.length; n++) {
      const test = tests[n];
      // A discriminator about which the slice says nothing tells nothing.
      if (test === undefined) continue;
      // What stands at a discriminator is the same for every slice.
      if (n >= answers.length) {
        for (let m = answers.length; m <= n; m++) answers.push(discriminators[m]?.answer(run, node));
      }
      const items = answers[n];
      refused = items === undefined || !test(run, items);
      if (refused) break;
      matched = true;
    }
    if (matched && !refused) return at;
  }
  return -1;
}

/** Whether what stands at a discriminator is what a slice expects there. */
type Test = (run: Run, items: Collection) => boolean;

/** How the slices of an element are told apart, found once: rules belong to one validator, whose profiles do not change. */
interface SlicePlan {
  readonly discriminators: readonly { readonly answer: (run: Run, node: FhirNode) => Collection | undefined }[];
  /** Of each slice the tests in the order of the discriminators; undefined where the slice expects nothing there. */
  readonly slices: readonly (readonly (Test | undefined)[])[];
}

const plans = new WeakMap<ElementRules, SlicePlan>();

/** Discriminators whose answer takes long come last. */
const effort: Readonly<Record<string, number>> = { type: 0, value: 1, pattern: 1, exists: 1, profile: 2 };

function planOf(run: Run, rules: ElementRules, profile: ProfileRules): SlicePlan {
  const known = plans.get(rules);
  if (known !== undefined) return known;
  const discriminators = discriminatorsOf(rules).toSorted((a, b) => (effort[a.type] ?? 1) - (effort[b.type] ?? 1));
  const plan = {
    discriminators: discriminators.map(({ path }) => ({ answer: answerOf(path) })),
    slices: rules.slices.map((slice) =>
      discriminators.map((one) => testOf(one, expectations(run, slice, stepsOf(one.path), profile))),
    ),
  };
  plans.set(rules, plan);
  return plan;
}

const plainPath = /^[a-z]\w*(?:\.[a-z]\w*)*$/;

/** What stands at the path of a discriminator. */
function answerOf(path: string): (run: Run, node: FhirNode) => Collection | undefined {
  if (path === '$this') return (_, node) => [node];
  if (plainPath.test(path)) {
    const names = path.split('.');
    return (_, node) => {
      let items: Collection = [node];
      for (const name of names) items = childrenNamed(items, name);
      return items;
    };
  }
  const compiled = compileFhirPath(path);
  if (!compiled.ok) return () => undefined;
  return (run, node) => {
    const answered = compiled.value.evaluate(node, optionsOf(run));
    return answered.ok ? answered.value : undefined;
  };
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

function testOf({ type, path }: Discriminator, expected: readonly Expectation[]): Test | undefined {
  switch (type) {
    case 'exists': {
      if (expected.some(({ rules }) => rules?.max === 0)) return (_, items) => items.length === 0;
      const wanted = expected.some(({ rules }) => rules !== undefined && rules.max > 0 && rules.min > 0);
      return wanted ? (_, items) => items.length > 0 : undefined;
    }
    case 'type': {
      const codes = typesOf(expected);
      return codes.length === 0 ? undefined : someOf(typeTest(codes));
    }
    case 'profile': {
      const profiles = expected.flatMap(({ rules }) => (rules?.types ?? []).flatMap((one) => one.profiles));
      return profiles.length === 0 ? undefined : profileTest(profiles, path);
    }
    default: {
      const tests = expected.flatMap((one) => valueTest(one) ?? []);
      const [only] = tests;
      if (only === undefined) return undefined;
      return tests.length === 1 ? only : (run, items) => tests.every((test) => test(run, items));
    }
  }
}

/** Whether one of the items passes; mostly there is one. */
function someOf(passes: (item: Item) => boolean): Test {
  return (_, items) => {
    for (let n = 0; n < items.length; n++) if (passes(items[n] as Item)) return true;
    return false;
  };
}

function typeTest(codes: readonly string[]): (item: Item) => boolean {
  const known = new Map<string, boolean>();
  return (item) => {
    if (!(item instanceof FhirNode)) return false;
    let answer = known.get(item.type);
    if (answer === undefined) {
      answer = codes.some((code) => isSubtype(item.type, code));
      known.set(item.type, answer);
    }
    return answer;
  };
}

function profileTest(profiles: readonly string[], path: string): Test {
  // Judged where it stands, what is found there need not be looked for again.
  const parts = plainPath.test(path) ? path.split('.') : [];
  return (run, items) => {
    const { length } = run.path;
    for (const part of parts) run.path.push(part);
    const conforms = items.some(
      (item) => item instanceof FhirNode && profiles.some((one) => run.conformsTo(run, one, item)),
    );
    run.path.length = length;
    return conforms;
  };
}

function valueTest({ rules, value, exact }: Expectation): Test | undefined {
  if (value !== undefined) {
    const match = exact === true ? isFixed : matchesPattern;
    return someOf((item) => match(item instanceof FhirNode ? item.value : item, value));
  }
  if (rules?.max === 0) return (_, items) => items.length === 0;
  const binding = rules?.bindings[0];
  if (binding?.strength !== 'required') return undefined;
  return (run, items) => items.some((item) => run.memberOf(binding.valueSet, item) === true);
}

function typesOf(expected: readonly Expectation[]): readonly string[] {
  // Where one of the types of a choice must be there, the others cannot be.
  const demanded = expected.filter(({ rules }) => rules?.sliceName !== undefined && rules.min > 0);
  const listed = demanded.length > 0 && expected.length > demanded.length ? demanded : expected;
  return listed.flatMap(({ rules }) => (rules?.types ?? []).map(({ code }) => code));
}

/** What a slice expects at a path: rules of an element there, or a part of a fixed or pattern value above it. */
interface Expectation {
  readonly rules?: ElementRules;
  readonly value?: unknown;
  readonly exact?: boolean;
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
