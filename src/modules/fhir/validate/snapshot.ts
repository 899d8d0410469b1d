import {
  canonicalOfType,
  type Definitions,
  type ElementDefinition,
  type StructureDefinition,
  structureDefinition,
} from './definitions-source.ts';

type Element = ElementDefinition & { readonly id: string };

const deepestBase = 30;

/**
 * The snapshot of a definition: its own, or one that is made from its differential over the snapshot of its base
 * (R4, profiling.html#snapshot). Undefined where the base is not known.
 */
export function snapshotOf(
  definition: StructureDefinition,
  definitions: Definitions,
  depth = 0,
): readonly ElementDefinition[] | undefined {
  if (definition.snapshot !== undefined) return definition.snapshot.element;
  if (definition.baseDefinition === undefined || depth > deepestBase) return definition.differential?.element;
  const base = structureDefinition(definitions, definition.baseDefinition);
  const inherited = base === undefined ? undefined : snapshotOf(base, definitions, depth + 1);
  if (base === undefined || inherited === undefined) return undefined;
  const root = inherited[0]?.path ?? base.type;
  const rename = (path: string) =>
    definition.derivation === 'specialization' ? definition.type + path.slice(root.length) : path;
  const elements: Element[] = inherited.map((element) =>
    withBase({ ...element, path: rename(element.path), id: rename(idOf(element)) }),
  );
  const changes = withIds(definition.differential?.element ?? []);
  for (const changed of changes) apply(elements, changed, definitions, changes);
  return elements;
}

/** Ids where a differential has none: an element is inside of the slice that was named last above it. */
function withIds(elements: readonly ElementDefinition[]): readonly ElementDefinition[] {
  const current = new Map<string, string>();
  return elements.map((element) => {
    const { path, sliceName } = element;
    const dot = path.lastIndexOf('.');
    const parent = dot === -1 ? undefined : (current.get(path.slice(0, dot)) ?? path.slice(0, dot));
    const name = parent === undefined ? path : `${parent}${path.slice(dot)}`;
    const id = element.id ?? (sliceName === undefined ? name : `${name}:${sliceName}`);
    current.set(path, id);
    for (const below of current.keys()) if (below.startsWith(`${path}.`)) current.delete(below);
    return element.id === undefined ? { ...element, id } : element;
  });
}

function idOf(element: ElementDefinition): string {
  return element.id ?? element.path;
}

function withBase(element: Element): Element {
  const { base, path, min, max } = element;
  return base === undefined ? { ...element, base: { path, min: min ?? 0, max: max ?? '1' } } : element;
}

function apply(
  elements: Element[],
  changed: ElementDefinition,
  definitions: Definitions,
  changes: readonly ElementDefinition[],
): void {
  const id = normalId(elements, idOf(changed), changed);
  const at = elements.findIndex((element) => element.id === id);
  if (at !== -1) {
    elements[at] = merged(elements[at] as Element, changed);
    return;
  }
  const dot = id.lastIndexOf('.');
  const last = id.slice(dot + 1);
  const colon = last.indexOf(':');
  if (colon !== -1) {
    addSlice(elements, id, changed, definitions, changes);
    return;
  }
  const parent = id.slice(0, dot);
  const { length } = elements;
  if (dot !== -1) bringIn(elements, parent, definitions);
  // What has been brought in may have another name for it: `valueCode` is a slice of `value[x]`.
  if (elements.length > length) apply(elements, changed, definitions, changes);
  // An element of a logical model, which has no base to stand in.
  else insertAfter(elements, parent, [withBase({ ...changed, id })]);
}

/** Puts the content of the types of elements below them, as far as a path leads. */
function bringIn(elements: Element[], id: string, definitions: Definitions): void {
  const dot = id.lastIndexOf('.');
  if (dot !== -1 && !elements.some((element) => element.id === id)) bringIn(elements, id.slice(0, dot), definitions);
  expand(elements, id, definitions);
}

/** `Observation.valueQuantity` means the slice `Observation.value[x]:valueQuantity`. */
function normalId(elements: readonly Element[], id: string, changed: ElementDefinition): string {
  const named = changed.sliceName !== undefined && !id.slice(id.lastIndexOf('.') + 1).includes(':');
  const whole = named ? `${id}:${changed.sliceName}` : id;
  const parts = whole.split('.');
  let normal = parts[0] ?? '';
  for (const part of parts.slice(1)) {
    const next = `${normal}.${part}`;
    if (elements.some((element) => element.id === next)) {
      normal = next;
      continue;
    }
    const choice = elements.find((element) => {
      if (!element.id.startsWith(`${normal}.`) || !element.id.endsWith('[x]')) return false;
      const label = element.id.slice(normal.length + 1, -3);
      return !label.includes('.') && part.startsWith(label) && /^[A-Z]/.test(part.slice(label.length));
    });
    normal = choice === undefined ? next : `${choice.id}:${part.slice(part.lastIndexOf(':') + 1)}`;
  }
  return normal;
}

const keptOfBase: ReadonlySet<string> = new Set(['id', 'path', 'base']);

function merged(element: Element, changed: ElementDefinition): Element {
  const constraints = [...(element.constraint ?? []), ...(changed.constraint ?? [])];
  const result: Record<string, unknown> = { ...element };
  for (const [key, value] of Object.entries(changed)) {
    if (keptOfBase.has(key) || value === undefined) continue;
    // A choice of fixed or pattern values has one member at a time.
    result[key] = value;
  }
  if (constraints.length > 0) result.constraint = distinctKeys(constraints);
  return result as unknown as Element;
}

function distinctKeys(
  constraints: NonNullable<ElementDefinition['constraint']>,
): NonNullable<ElementDefinition['constraint']> {
  return [...new Map(constraints.map((constraint) => [constraint.key, constraint])).values()];
}

/** Elements of which `id` is the head: itself, what is inside, and its slices. */
function belongsTo(element: Element, id: string): boolean {
  return (
    element.id === id ||
    element.id.startsWith(`${id}.`) ||
    element.id.startsWith(`${id}:`) ||
    element.id.startsWith(`${id}/`)
  );
}

function insertAfter(elements: Element[], id: string, more: readonly Element[]): void {
  const last = elements.findLastIndex((element) => belongsTo(element, id));
  elements.splice(last === -1 ? elements.length : last + 1, 0, ...more);
}

/** A slice begins as a copy of what it is a slice of, without its slicing and slices. */
function addSlice(
  elements: Element[],
  id: string,
  changed: ElementDefinition,
  definitions: Definitions,
  changes: readonly ElementDefinition[],
): void {
  const slash = id.lastIndexOf('/');
  const colon = id.lastIndexOf(':');
  const origin = slash > colon ? id.slice(0, slash) : id.slice(0, colon);
  if (!elements.some((element) => element.id === origin))
    expand(elements, origin.slice(0, origin.lastIndexOf('.')), definitions);
  const head = elements.find((element) => element.id === origin);
  if (head === undefined) {
    insertAfter(elements, origin.slice(0, origin.lastIndexOf('.')), [withBase({ ...changed, id })]);
    return;
  }
  const copies = elements
    .filter((element) => element.id === origin || element.id.startsWith(`${origin}.`))
    .map((element): Element => {
      const { slicing: _slicing, ...rest } = element;
      const own = element.id === origin ? rest : element;
      return { ...own, id: id + element.id.slice(origin.length) } as Element;
    });
  const sliceName = changed.sliceName ?? id.slice(colon + 1);
  const [first, ...inside] = copies;
  const typed = choiceType(head, sliceName);
  const start = merged(
    { ...(first as Element), min: 0, sliceName, ...(typed === undefined ? {} : { type: typed }) } as Element,
    changed,
  );
  insertAfter(elements, origin, [{ ...limited(start, definitions), sliceName } as Element, ...inside]);
  if (typed?.length === 1 && ((start.min ?? 0) > 0 || isOnlyType(head, changed, changes))) {
    // Where one type of a choice must be there, or is the only one that is spoken of by its name, no other can be.
    const at = elements.indexOf(head);
    if (at !== -1) elements[at] = { ...head, type: typed, min: Math.max(head.min ?? 0, start.min ?? 0) };
  }
}

/** Whether a differential names and types a choice as one type alone (R4, profiling.html: `valueQuantity` for `value[x]`). */
function isOnlyType(head: Element, changed: ElementDefinition, changes: readonly ElementDefinition[]): boolean {
  if (changed.path.endsWith('[x]') || changed.type === undefined || changed.max === '0') return false;
  const label = head.path.slice(0, -3);
  const ofHead = idOf(changed).slice(0, idOf(changed).lastIndexOf('.'));
  return !changes.some(
    (other) =>
      other !== changed &&
      idOf(other).slice(0, idOf(other).lastIndexOf('.')) === ofHead &&
      other.path.startsWith(label) &&
      /^(?:\[x\]|[A-Z]\w*)$/.test(other.path.slice(label.length)),
  );
}

/** An extension may be there no oftener than its own definition says. */
function limited(element: Element, definitions: Definitions): Element {
  const profile =
    element.type?.length === 1 && element.type[0]?.code === 'Extension' ? element.type[0].profile?.[0] : undefined;
  const definition = profile === undefined ? undefined : structureDefinition(definitions, profile);
  const root = (definition?.snapshot ?? definition?.differential)?.element[0];
  if (root?.max === undefined || root.path !== 'Extension' || root.max === '*') return element;
  const isWider = element.max === undefined || element.max === '*' || Number(element.max) > Number(root.max);
  return isWider ? { ...element, max: root.max } : element;
}

/** The types that the name of a slice of a choice leaves: `valueQuantity` is a Quantity. */
function choiceType(head: Element, sliceName: string): ElementDefinition['type'] | undefined {
  if (!head.id.endsWith('[x]')) return undefined;
  const label = head.id.slice(head.id.lastIndexOf('.') + 1, -3);
  const name = sliceName.slice(label.length).toLowerCase();
  const found = head.type?.filter(({ code }) => code.toLowerCase() === name);
  return sliceName.startsWith(label) && found !== undefined && found.length > 0 ? found : undefined;
}

/** Puts the content of an element's type, or of the element whose content it repeats, below it. False where there is none. */
function expand(elements: Element[], id: string, definitions: Definitions): boolean {
  const parent = elements.find((element) => element.id === id);
  if (parent === undefined || elements.some((element) => element.id.startsWith(`${id}.`))) return parent !== undefined;
  const reference = parent.contentReference?.replace(/^.*#/, '');
  if (reference !== undefined) {
    const content = elements.filter((element) => element.id.startsWith(`${reference}.`));
    insertBehindHead(elements, id, copied(content, reference, reference, parent));
    // With content of its own it repeats no other any more, and is of that one's type.
    const origin = elements.find((element) => element.id === reference);
    const { contentReference: _, ...own } = parent;
    elements[elements.indexOf(parent)] = {
      ...own,
      ...(origin?.type === undefined ? {} : { type: origin.type }),
    } as Element;
    return content.length > 0;
  }
  const [type, ...others] = parent.type ?? [];
  if (type === undefined) return false;
  const canonical =
    others.length === 0 ? (type.profile?.[0] ?? canonicalOfType(type.code)) : canonicalOfType('Element');
  const definition =
    structureDefinition(definitions, canonical) ?? structureDefinition(definitions, canonicalOfType(type.code));
  const content = definition === undefined ? undefined : snapshotOf(definition, definitions, 1);
  const [root, ...inside] = content ?? [];
  if (root === undefined) return false;
  const withIds = inside.map((element) => ({ ...element, id: idOf(element) }));
  insertBehindHead(elements, id, copied(withIds, root.path, idOf(root), parent));
  return true;
}

function copied(content: readonly Element[], path: string, id: string, parent: Element): readonly Element[] {
  return content.map((element) =>
    withBase({
      ...element,
      path: parent.path + element.path.slice(path.length),
      id: parent.id + element.id.slice(id.length),
    }),
  );
}

/** Content stands before the slices of the element that has it. */
function insertBehindHead(elements: Element[], id: string, more: readonly Element[]): void {
  elements.splice(elements.findIndex((element) => element.id === id) + 1, 0, ...more);
}
