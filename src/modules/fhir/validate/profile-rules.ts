import type { Constraint } from './constraints.ts';
import { constraintOf } from './constraints.ts';
import type { ElementDefinition, StructureDefinition } from './definitions-source.ts';

export interface TypeRule {
  readonly code: string;
  /** Profiles of which the element must meet one. */
  readonly profiles: readonly string[];
  readonly targets: readonly string[];
  readonly aggregation: readonly string[];
}

export interface Discriminator {
  readonly type: string;
  readonly path: string;
}

/** What a profile asks of one element, beyond what the type asks anyway. */
export interface ElementRules {
  /** Canonical address of the profile, for messages. */
  readonly profile: string;
  readonly path: string;
  /** Name in FHIRPath: `value` for `value[x]`. */
  readonly label: string;
  readonly sliceName: string | undefined;
  readonly min: number;
  readonly max: number;
  /** Whether `min` or `max` say more than the type does. */
  readonly counts: boolean;
  readonly types: readonly TypeRule[] | undefined;
  readonly fixed: { readonly value: unknown } | undefined;
  readonly pattern: { readonly value: unknown } | undefined;
  readonly binding: { readonly strength: string; readonly valueSet: string } | undefined;
  readonly constraints: readonly Constraint[];
  readonly maxLength: number | undefined;
  readonly least: unknown;
  readonly most: unknown;
  readonly slicing:
    | { readonly discriminators: readonly Discriminator[]; readonly ordered: boolean; readonly rules: string }
    | undefined;
  readonly slices: ElementRules[];
  readonly children: ElementRules[];
  /** The element whose content this one repeats. */
  readonly contentReference: string | undefined;
}

export interface ProfileRules {
  readonly url: string;
  readonly type: string;
  readonly isExtension: boolean;
  readonly root: ElementRules;
  readonly byPath: ReadonlyMap<string, ElementRules>;
}

/** Turns a snapshot into rules. What says no more than R4's own definition of the type is left out. */
export function profileRules(
  definition: StructureDefinition,
  elements: readonly ElementDefinition[],
): ProfileRules | undefined {
  const stack: { readonly depth: number; readonly path: string; readonly rules: ElementRules }[] = [];
  const byPath = new Map<string, ElementRules>();
  let root: ElementRules | undefined;
  for (const element of elements) {
    const depth = element.path.split('.').length;
    while (stack.length > 0 && (stack.at(-1)?.depth ?? 0) >= depth) stack.pop();
    const rules = rulesOf(definition, element);
    const parent = stack.at(-1)?.rules;
    if (parent === undefined) root ??= rules;
    else place(parent, rules);
    if (rules.sliceName === undefined && !byPath.has(element.path)) byPath.set(element.path, rules);
    stack.push({ depth, path: element.path, rules });
  }
  if (root === undefined) return undefined;
  const isExtension = definition.type === 'Extension' && definition.derivation === 'constraint';
  return { url: definition.url, type: definition.type, isExtension, root, byPath };
}

/** A slice goes to the element that it is a slice of, a slice of a slice (`a/b`) to that slice. */
function place(parent: ElementRules, rules: ElementRules): void {
  const { sliceName, label } = rules;
  if (sliceName === undefined) {
    parent.children.push(rules);
    return;
  }
  let owner = parent.children.find((one) => one.label === label);
  if (owner === undefined) {
    parent.children.push(rules);
    return;
  }
  const outer = sliceName.includes('/') ? sliceName.slice(0, sliceName.lastIndexOf('/')) : undefined;
  if (outer !== undefined) owner = owner.slices.find((one) => one.sliceName === outer) ?? owner;
  owner.slices.push(rules);
}

function rulesOf(definition: StructureDefinition, element: ElementDefinition): ElementRules {
  const last = element.path.slice(element.path.lastIndexOf('.') + 1);
  const isRoot = !element.path.includes('.');
  const base = element.base as { readonly min?: number; readonly max?: string } | undefined;
  const min = element.min ?? 0;
  const max = element.max === undefined || element.max === '*' ? Number.POSITIVE_INFINITY : Number(element.max);
  const baseMax = base?.max === undefined || base.max === '*' ? Number.POSITIVE_INFINITY : Number(base.max);
  const sliceName = isRoot ? undefined : element.sliceName;
  return {
    profile: definition.url,
    path: element.path,
    label: last.replace(/\[x\]$/, ''),
    sliceName,
    min,
    max,
    counts: !isRoot && (sliceName !== undefined || min > (base?.min ?? 0) || max < baseMax),
    types: element.type?.map(({ code, profile = [], targetProfile = [], aggregation = [], extension }) => ({
      code: extension?.find((one) => one.url.endsWith('structuredefinition-fhir-type'))?.valueUrl ?? code,
      profiles: profile,
      targets: targetProfile,
      aggregation,
    })),
    fixed: valued(element, 'fixed'),
    pattern: valued(element, 'pattern'),
    binding:
      element.binding?.valueSet === undefined
        ? undefined
        : { strength: element.binding.strength, valueSet: element.binding.valueSet },
    constraints: (element.constraint ?? []).flatMap((one) => {
      const constraint = constraintOf(one, definition.url);
      return constraint === undefined || isOfR4(constraint.source) ? [] : [constraint];
    }),
    maxLength: element.maxLength,
    least: valued(element, 'minValue')?.value,
    most: valued(element, 'maxValue')?.value,
    slicing:
      element.slicing === undefined
        ? undefined
        : {
            discriminators: element.slicing.discriminator ?? [],
            ordered: element.slicing.ordered ?? false,
            rules: element.slicing.rules,
          },
    slices: [],
    children: [],
    contentReference: element.contentReference?.replace(/^.*#/, ''),
  };
}

function valued(element: ElementDefinition, prefix: string): { readonly value: unknown } | undefined {
  for (const key in element) {
    if (key.startsWith(prefix) && /^[A-Z]/.test(key.slice(prefix.length))) return { value: element[key] };
  }
  return undefined;
}

const typeDefinition = /^http:\/\/hl7\.org\/fhir\/StructureDefinition\/[A-Z][A-Za-z]*$/;

/** Constraints of the types themselves are judged with the types. */
function isOfR4(source: string): boolean {
  return typeDefinition.test(source);
}
