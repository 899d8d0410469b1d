import { type Definition, openShelf, type Shelf } from './definitions.ts';
import { isResourceType, resourceTypes } from './resource-types.ts';
import { keepShortForm, readShortForm, type ShortForm, type ShortType } from './short-form.ts';

/** An element as JSON writes it; `value[x]` stands in the table once for each type that it may have. */
export interface ElementEntry {
  /** Member name in JSON and XML, e.g. `valueQuantity`. */
  readonly name: string;
  /** Name in FHIRPath, e.g. `value`; the same for all types of a choice. */
  readonly label: string;
  readonly choice: boolean;
  /** Name of a type of this table, or of a primitive, or `Resource`. */
  readonly type: string;
  readonly kind: 'primitive' | 'complex' | 'resource' | 'xhtml';
  readonly min: number;
  readonly max: number;
  /** Part of the summary of a resource (`isSummary`). */
  readonly summary: boolean;
  /** Changes what other elements mean (`isModifier`). */
  readonly modifier: boolean;
  /** Written as an attribute in XML. */
  readonly attribute: boolean;
  /** Canonical address, without version, of the value set of a required binding. */
  readonly required?: string;
  /** For references: the resource types that may be meant; absent where any may. */
  readonly targets?: readonly string[];
}

/** A resource, a data type, or the inside of an element such as `Patient.contact`. */
export interface TypeEntry {
  readonly name: string;
  readonly isResource: boolean;
  /** In the order of the definition, which is the order of XML. */
  readonly elements: readonly ElementEntry[];
  readonly byName: ReadonlyMap<string, ElementEntry>;
}

/** A constraint as its definition writes it, for as long as nobody has asked for it to be compiled. */
export interface StatedConstraint {
  readonly key: string;
  readonly severity: 'error' | 'warning';
  readonly human: string;
  readonly expression?: string;
  readonly source?: string;
}

interface RawElement {
  readonly constraint?: readonly StatedConstraint[];
  readonly path: string;
  readonly min: number;
  readonly max: string;
  readonly isSummary?: boolean;
  readonly isModifier?: boolean;
  readonly representation?: readonly string[];
  readonly contentReference?: string;
  readonly type?: readonly {
    readonly code: string;
    readonly targetProfile?: readonly string[];
    readonly extension?: readonly { readonly url: string; readonly valueUrl?: string }[];
  }[];
  readonly binding?: { readonly strength: string; readonly valueSet?: string };
}

const base = 'http://hl7.org/fhir/StructureDefinition/';
const systemString = 'http://hl7.org/fhirpath/System.String';
const primitives: ReadonlySet<string> = new Set([
  'base64Binary',
  'boolean',
  'canonical',
  'code',
  'date',
  'dateTime',
  'decimal',
  'id',
  'instant',
  'integer',
  'markdown',
  'oid',
  'positiveInt',
  'string',
  'time',
  'unsignedInt',
  'uri',
  'url',
  'uuid',
]);

const types = new Map<string, TypeEntry>();
let resourceShelf: Shelf | undefined;
let dataTypeShelf: Shelf | undefined;
let kept: ShortForm | undefined;

/**
 * The table of a type by its name (`Patient`, `HumanName`, `Patient.contact`), made from its StructureDefinition when it
 * is first asked for and kept in this short form. Throws for a name that R4 does not define: such names come from
 * tables and checked input only.
 */
export function typeEntry(name: string): TypeEntry {
  const known = types.get(name);
  if (known !== undefined) return known;
  const root = name.split('.', 1)[0] ?? name;
  kept ??= readShortForm();
  const short = kept[root] ?? shortTypeOf(root);
  for (const { elements, ...entry } of short.tables) {
    types.set(entry.name, { ...entry, elements, byName: new Map(elements.map((one) => [one.name, one])) });
  }
  constraints.set(root, new Map(short.constraints));
  const made = types.get(name);
  if (made === undefined) throw new Error(`FHIR R4 does not define the type ${name}.`);
  return made;
}

/** Makes the tables of every type once and keeps them on disk, so that processes need not read the definitions for them. */
export function keepTypes(): void {
  if (Object.keys(readShortForm()).length > 0) return;
  dataTypeShelf ??= openShelf('profiles-types');
  const dataTypes = dataTypeShelf.readAll().filter(({ kind, id, type }) => kind === 'complex-type' && id === type);
  const names = [...dataTypes.map(({ id }) => id), ...resourceTypes];
  keepShortForm(Object.fromEntries(names.map((name) => [name, shortTypeOf(name)])));
}

/** What a definition of R4 says of its type, read from the published file. */
export function shortTypeOf(root: string): ShortType {
  resourceShelf ??= openShelf('profiles-resources');
  dataTypeShelf ??= openShelf('profiles-types');
  const definition = (isResourceType(root) ? resourceShelf : dataTypeShelf).read(base + root);
  if (definition === undefined) throw new Error(`FHIR R4 does not define the type ${root}.`);
  return { tables: tablesOf(definition), constraints: [...constraintsIn(definition)] };
}

const constraints = new Map<string, ReadonlyMap<string, readonly StatedConstraint[]>>();

/**
 * The constraints that R4 puts on a type: on the whole of it by '', on its elements by their path inside (`contact`,
 * `item.enableWhen`). What a data type or Element says of itself stands with that type alone.
 */
export function statedConstraints(name: string): ReadonlyMap<string, readonly StatedConstraint[]> {
  typeEntry(name);
  return constraints.get(name) ?? new Map();
}

function constraintsIn(definition: Definition): ReadonlyMap<string, readonly StatedConstraint[]> {
  const { element } = definition.snapshot as { readonly element: readonly RawElement[] };
  const found = new Map<string, readonly StatedConstraint[]>();
  const root = element[0]?.path ?? '';
  // What holds of every resource is written at the root of each.
  const ofResource = definition.kind === 'resource' ? [`${base}DomainResource`, `${base}Resource`] : [];
  for (const { path, constraint = [] } of element) {
    const own = constraint.filter(
      ({ source }) =>
        source === undefined || source === definition.url || (path === root && ofResource.includes(source)),
    );
    if (own.length > 0) found.set(path.slice(root.length + 1).replace(/\[x\]$/, ''), own);
  }
  return found;
}

export function isPrimitive(type: string): boolean {
  return primitives.has(type);
}

function tablesOf(definition: Definition): ShortType['tables'] {
  const { element } = definition.snapshot as { readonly element: readonly RawElement[] };
  const [root, ...rest] = element;
  if (root === undefined) throw new Error(`The definition ${definition.id} has no elements.`);
  const isResource = definition.kind === 'resource';
  const children = new Map<string, RawElement[]>([[root.path, []]]);
  for (const one of rest) {
    const parent = one.path.slice(0, one.path.lastIndexOf('.'));
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [one]);
    else siblings.push(one);
  }
  return [...children].map(([path, raw]) => {
    const elements = raw.filter((one) => one.max !== '0').flatMap((one) => entriesOf(one, path, children, isResource));
    return { name: path, isResource: isResource && path === root.path, elements };
  });
}

function entriesOf(
  raw: RawElement,
  parent: string,
  children: ReadonlyMap<string, unknown>,
  isResource: boolean,
): readonly ElementEntry[] {
  const last = raw.path.slice(raw.path.lastIndexOf('.') + 1);
  const choice = last.endsWith('[x]');
  const label = choice ? last.slice(0, -3) : last;
  const shared = {
    label,
    choice,
    min: raw.min,
    max: raw.max === '*' ? Number.POSITIVE_INFINITY : Number(raw.max),
    summary: raw.isSummary ?? false,
    modifier: raw.isModifier ?? false,
    attribute: raw.representation?.includes('xmlAttr') ?? false,
  };
  if (raw.contentReference !== undefined) {
    return [{ ...shared, name: label, type: raw.contentReference.slice(1), kind: 'complex' }];
  }
  return (raw.type ?? []).map(({ code, targetProfile, extension }) => {
    let type = code;
    if (code === systemString) {
      const ofResource = isResource && !parent.includes('.') && last === 'id';
      type = ofResource ? 'id' : (extension?.find((one) => one.valueUrl !== undefined)?.valueUrl ?? 'string');
    } else if (code === 'BackboneElement' || code === 'Element') {
      type = children.has(raw.path) ? raw.path : code;
    }
    const kind = primitives.has(type)
      ? 'primitive'
      : type === 'xhtml'
        ? 'xhtml'
        : type === 'Resource' || isResourceType(type)
          ? 'resource'
          : 'complex';
    const bound = kind === 'primitive' ? type === 'code' || type === 'string' || type === 'uri' : true;
    const required = raw.binding?.strength === 'required' && bound ? raw.binding.valueSet?.split('|')[0] : undefined;
    const targets = targetProfile?.map((profile) => profile.slice(profile.lastIndexOf('/') + 1));
    return {
      ...shared,
      name: choice ? label + type.charAt(0).toUpperCase() + type.slice(1) : label,
      type,
      kind,
      ...(required !== undefined && { required }),
      ...(code === 'Reference' && targets !== undefined && !targets.includes('Resource') && { targets }),
    };
  });
}
