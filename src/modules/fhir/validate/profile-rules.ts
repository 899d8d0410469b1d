import { isResourceType } from '../resource-types.ts';
import { codesOf } from '../structure/value-sets.ts';
import { type ElementEntry, typeEntry } from '../type-table.ts';
import type { Constraint } from './constraints.ts';
import { constraintOf } from './constraints.ts';
import type { ElementDefinition, StructureDefinition } from './definitions-source.ts';
import { meantStrength } from './errata.ts';

export interface TypeRule {
  readonly code: string;
  /** Profiles of which the element must meet one. */
  readonly profiles: readonly string[];
  readonly targets: readonly string[];
  readonly aggregation: readonly string[];
}

export interface Binding {
  readonly strength: string;
  readonly valueSet: string;
}

export interface Discriminator {
  readonly type: string;
  readonly path: string;
}

/** An element that a child may be, by the type of what holds it. */
export interface Place {
  readonly element: ElementEntry;
  readonly name: string;
  /** The name of what stands beside a primitive; its own name for others. */
  readonly beside: string;
  /** Its name in a path. */
  readonly step: string;
  readonly many: boolean;
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
  /** Whether `types` say more than the type does; what R4 asks of the types of an element stands with its structure. */
  readonly tellsTypes: boolean;
  /** Whether anything is asked of the value itself. */
  readonly tellsValue: boolean;
  readonly fixed: { readonly value: unknown } | undefined;
  readonly pattern: { readonly value: unknown } | undefined;
  /** The binding and those beside it (extension additional-binding). */
  readonly bindings: readonly Binding[];
  readonly constraints: readonly Constraint[];
  readonly shortest: number | undefined;
  readonly maxLength: number | undefined;
  /** Whether extensions alone do not do. */
  readonly mustHaveValue: boolean;
  /** Extensions of which one must stand in the place of a value that is missing. */
  readonly alternatives: readonly string[];
  /** Which parts in a language of their own narrative must or must not have (extension narrative-language-control). */
  readonly languages: readonly string[];
  readonly least: unknown;
  readonly most: unknown;
  readonly slicing:
    | { readonly discriminators: readonly Discriminator[]; readonly ordered: boolean; readonly rules: string }
    | undefined;
  readonly slices: ElementRules[];
  readonly children: ElementRules[];
  /** Whether only how often it is there is asked of it, and nothing of what it holds. */
  countsOnly: boolean;
  /** Whether it is sliced, or nothing may be there that is not in a slice. */
  isSliced: boolean;
  /** Where it may be in what holds it: by the type of that, which is nearly always one. */
  places: { readonly type: string; readonly listed: readonly Place[] } | undefined;
  /** Those of the children that ask for anything, or have something inside that does. */
  readonly telling: ElementRules[];
  /** The element whose content this one repeats. */
  readonly contentReference: string | undefined;
}

export interface ProfileRules {
  readonly url: string;
  readonly type: string;
  readonly isExtension: boolean;
  /** Whether it defines the type itself, rather than what may be asked of it besides. */
  readonly isType: boolean;
  readonly root: ElementRules;
  readonly byPath: ReadonlyMap<string, ElementRules>;
  readonly byId: ReadonlyMap<string, ElementRules>;
}

/** Turns a snapshot into rules. What says no more than R4's own definition of the type is left out. */
export function profileRules(
  definition: StructureDefinition,
  elements: readonly ElementDefinition[],
): ProfileRules | undefined {
  const stack: { readonly depth: number; readonly path: string; readonly rules: ElementRules }[] = [];
  const byPath = new Map<string, ElementRules>();
  const byId = new Map<string, ElementRules>();
  let root: ElementRules | undefined;
  for (const element of elements) {
    const depth = element.path.split('.').length;
    while (stack.length > 0 && (stack.at(-1)?.depth ?? 0) >= depth) stack.pop();
    const rules = rulesOf(definition, element);
    const parent = stack.at(-1)?.rules;
    if (parent === undefined) root ??= rules;
    else place(parent, rules);
    if (rules.sliceName === undefined && !byPath.has(element.path)) byPath.set(element.path, rules);
    if (element.id !== undefined) byId.set(element.id, rules);
    stack.push({ depth, path: element.path, rules });
  }
  if (root === undefined) return undefined;
  listTelling(root);
  const isExtension = definition.type === 'Extension' && definition.derivation === 'constraint';
  const isType =
    definition.derivation !== 'constraint' &&
    /^http:\/\/hl7\.org\/fhir\/StructureDefinition\/\w+$/.test(definition.url);
  return { url: definition.url, isType, type: definition.type, isExtension, root, byPath, byId };
}

/** Lists in each element what of its content has rules of the profile's own; tells whether there is anything. */
function listTelling(rules: ElementRules): boolean {
  for (const child of rules.children) if (listTelling(child)) rules.telling.push(child);
  // What tells one thing from another comes first, so that a verdict against it is found soon.
  rules.telling.sort((a, b) => Number(isDecisive(b)) - Number(isDecisive(a)));
  rules.isSliced = rules.slices.length > 0 || rules.slicing?.rules === 'closed';
  rules.countsOnly =
    rules.telling.length === 0 &&
    !rules.tellsTypes &&
    !rules.tellsValue &&
    rules.bindings.length === 0 &&
    rules.constraints.length === 0 &&
    rules.contentReference === undefined;
  // Each slice is looked into, whatever those before it say.
  const sliced = rules.slices.filter(listTelling).length > 0;
  return sliced || rules.slices.length > 0 || rules.telling.length > 0 || saysSomething(rules);
}

/** Whether an element, or something inside of it, must be one of certain values. */
function isDecisive({ fixed, pattern, bindings, telling }: ElementRules): boolean {
  return (
    fixed !== undefined ||
    pattern !== undefined ||
    bindings.some(({ strength }) => strength === 'required') ||
    telling.some(isDecisive)
  );
}

function saysSomething(rules: ElementRules): boolean {
  return (
    rules.counts ||
    rules.tellsValue ||
    rules.tellsTypes ||
    rules.bindings.length > 0 ||
    rules.constraints.length > 0 ||
    rules.contentReference !== undefined
  );
}

/** One element of a profile as a profile of its own (extension elementdefinition-profile-element). */
export function rulesOfElement(profile: ProfileRules, id: string): ProfileRules | undefined {
  const root = profile.byId.get(id);
  return root === undefined ? undefined : { ...profile, url: `${profile.url}#${id}`, type: root.path, root };
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
  const rules = {
    profile: definition.url,
    path: element.path,
    label: last.replace(/\[x\]$/, ''),
    sliceName,
    min,
    max,
    counts: !isRoot && (sliceName !== undefined || min > (base?.min ?? 0) || max < baseMax),
    types: element.type?.map(({ code, profile = [], _profile, targetProfile = [], aggregation = [], extension }) => ({
      code: extension?.find((one) => one.url.endsWith('structuredefinition-fhir-type'))?.valueUrl ?? code,
      profiles: profile.map((canonical, n) => {
        const inside = _profile?.[n]?.extension?.find(({ url }) => url.endsWith('/elementdefinition-profile-element'));
        const id = inside?.valueString ?? inside?.valueUri;
        return id === undefined ? canonical : `${canonical}#${id}`;
      }),
      targets: targetProfile,
      aggregation,
    })),
    fixed: valued(element, 'fixed'),
    pattern: valued(element, 'pattern'),
    bindings: bindingsOf(element).filter((binding) => !isOfStructure(element, binding)),
    constraints: (element.constraint ?? []).flatMap((one) => {
      const constraint = constraintOf(one, definition.url);
      return constraint === undefined || isOfR4(constraint.source) ? [] : [constraint];
    }),
    shortest: extended(element, 'minLength')?.valueInteger as number | undefined,
    maxLength: element.maxLength,
    mustHaveValue: extended(element, 'extension-ElementDefinition.mustHaveValue')?.valueBoolean === true,
    alternatives: canonicalsOf(element, 'extension-ElementDefinition.valueAlternatives'),
    languages: extensionsOf(element, 'narrative-language-control').flatMap(({ valueCode }) =>
      typeof valueCode === 'string' ? valueCode : [],
    ),
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
    telling: [],
    isSliced: false,
    places: undefined,
    countsOnly: false,
    contentReference: element.contentReference?.replace(/^.*#/, ''),
  };
  return { ...rules, tellsTypes: tellsTypes(rules), tellsValue: tellsValue(rules) };
}

function tellsTypes({ types, path }: Pick<ElementRules, 'types' | 'path'>): boolean {
  if (types === undefined || types.length === 0) return false;
  if (path.endsWith('[x]')) return true;
  // Extensions are judged by their own definition wherever they stand.
  return types.some((type) => type.code !== 'Extension' && (isResourceType(type.code) || !isOfType(path, type)));
}

function tellsValue(rules: Omit<ElementRules, 'tellsTypes' | 'tellsValue'>): boolean {
  return (
    rules.fixed !== undefined ||
    rules.pattern !== undefined ||
    rules.shortest !== undefined ||
    rules.maxLength !== undefined ||
    rules.least !== undefined ||
    rules.most !== undefined ||
    rules.mustHaveValue ||
    rules.alternatives.length > 0 ||
    rules.languages.length > 0
  );
}

interface Extension {
  readonly url: string;
  readonly extension?: readonly Extension[];
  readonly [value: string]: unknown;
}

function extensionsOf(element: { readonly extension?: unknown }, name: string): readonly Extension[] {
  return ((element.extension ?? []) as readonly Extension[]).filter(({ url }) => url.endsWith(`/${name}`));
}

function extended(element: { readonly extension?: unknown }, name: string): Extension | undefined {
  return extensionsOf(element, name)[0];
}

function canonicalsOf(element: { readonly extension?: unknown }, name: string): readonly string[] {
  return extensionsOf(element, name).flatMap(({ valueCanonical }) =>
    typeof valueCanonical === 'string' ? valueCanonical : [],
  );
}

const additional = /\/(?:additional-binding|extension-ElementDefinition\.binding\.additional)$/;

/** Weaker bindings ask nothing, and those of R4 whose codes it lists are judged with the structure. */
function isOfStructure({ path, type }: ElementDefinition, { strength, valueSet }: Binding): boolean {
  if (strength !== 'required' && strength !== 'extensible') return true;
  if (type?.length !== 1 || type[0]?.code !== 'code') return false;
  const url = valueSet.split('|', 1)[0] ?? valueSet;
  return elementOfType(path)?.required === url && codesOf(url) !== undefined;
}

/** The element that R4 itself has at a path; undefined where the path leads into a data type. */
function elementOfType(path: string): ElementEntry | undefined {
  const dot = path.lastIndexOf('.');
  try {
    return dot === -1 ? undefined : typeEntry(path.slice(0, dot)).byName.get(path.slice(dot + 1));
  } catch {
    return undefined;
  }
}

const targetOfR4 = /^http:\/\/hl7\.org\/fhir\/StructureDefinition\/([A-Z][A-Za-z]+)$/;

/** Whether a reference may lead where R4 lets it lead anyway. */
function isOfType(path: string, { code, profiles, targets, aggregation }: TypeRule): boolean {
  if (profiles.length + aggregation.length > 0) return false;
  if (targets.length === 0) return true;
  const element = code === 'Reference' ? elementOfType(path) : undefined;
  if (element === undefined) return false;
  const names = targets.map((one) => targetOfR4.exec(one)?.[1]);
  if (element.targets === undefined) return names.includes('Resource');
  return names.length === element.targets.length && element.targets.every((name) => names.includes(name));
}

function bindingsOf({ binding }: ElementDefinition): readonly Binding[] {
  if (binding === undefined) return [];
  const { strength, valueSet } = binding;
  const more = ((binding.extension ?? []) as readonly Extension[])
    .filter(({ url }) => additional.test(url))
    .flatMap(({ extension = [] }): readonly Binding[] => {
      const purpose = extension.find(({ url }) => url === 'purpose')?.valueCode;
      const canonical = extension.find(({ url }) => url === 'valueSet')?.valueCanonical;
      const isAsked = (purpose === 'required' || purpose === 'extensible') && typeof canonical === 'string';
      // Where it holds in some usages only, nothing tells whether this is one of them.
      return isAsked && !extension.some(({ url }) => url === 'usage')
        ? [{ strength: purpose, valueSet: canonical }]
        : [];
    });
  return valueSet === undefined ? more : [{ strength: meantStrength(strength, valueSet), valueSet }, ...more];
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
