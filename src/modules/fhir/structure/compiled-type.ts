import { type ElementEntry, type TypeEntry, typeEntry } from '../type-table.ts';
import { type PrimitiveRule, primitiveRules } from './primitive.ts';
import { codesOf } from './value-sets.ts';

/** One member name that an object of the type may have. */
export interface Slot {
  readonly entry: ElementEntry;
  /** How FHIRPath names it: `value.ofType(Quantity)` for `valueQuantity`. */
  readonly place: string;
  /** `_name`: id and extensions of a primitive. */
  readonly beside: boolean;
  readonly many: boolean;
  /** Bit of the group in `seen`; 0 where neither presence nor choice matters. */
  readonly bit: number;
  readonly rule: PrimitiveRule | undefined;
  /** The type of what stands inside of it, made when first needed. */
  readonly inside: () => CompiledType;
  /** The codes that a primitive may have; undefined where all may be, or none can be told. */
  readonly codes: () => ReadonlySet<string> | undefined;
}

/** An element that must be there or of which only one type may be chosen. */
interface Group {
  readonly bit: number;
  readonly label: string;
  /** Names that fill it, for messages. */
  readonly names: readonly string[];
}

export interface CompiledType {
  readonly entry: TypeEntry;
  readonly slots: ReadonlyMap<string, Slot>;
  readonly required: readonly Group[];
  /** All bits of `required`. */
  readonly requiredBits: number;
}

/** An element in a path: a choice is named with the type that is chosen (R4, fhirpath.html#polymorphism). */
export function placeOf({ label, choice, type }: ElementEntry): string {
  return choice ? `${label}.ofType(${type})` : label;
}

const compiled = new Map<string, CompiledType>();

/** The type in the form in which it is checked; made when first needed. */
export function compiledType(name: string): CompiledType {
  let type = compiled.get(name);
  if (type === undefined) {
    type = compile(typeEntry(name));
    compiled.set(name, type);
  }
  return type;
}

function compile(entry: TypeEntry): CompiledType {
  const groups = new Map<string, Group & { readonly min: number }>();
  const slots = new Map<string, Slot>();
  for (const element of entry.elements) {
    const { label, choice, min, name } = element;
    let group = groups.get(label);
    if (group === undefined && (choice || min > 0)) {
      // No type of R4 has more than 31 such elements; bits of one number suffice.
      if (groups.size === 31) throw new Error(`The type ${entry.name} has too many required elements.`);
      group = { bit: 1 << groups.size, label, min, names: [] };
    }
    if (group !== undefined) groups.set(label, { ...group, names: [...group.names, name] });
    const shared = {
      entry: element,
      place: placeOf(element),
      many: element.max > 1,
      bit: group?.bit ?? 0,
      rule: primitiveRules[element.type],
      inside: once(() => compiledType(element.type)),
      codes: once(() => allCodes(element.required)),
    };
    slots.set(name, { ...shared, beside: false });
    if (element.kind === 'primitive') {
      slots.set(`_${name}`, { ...shared, beside: true, inside: once(() => compiledType('Element')) });
    }
  }
  const required = [...groups.values()].filter((group) => group.min > 0);
  return { entry, slots, required, requiredBits: required.reduce((bits, group) => bits | group.bit, 0) };
}

function allCodes(valueSet: string | undefined): ReadonlySet<string> | undefined {
  const systems = valueSet === undefined ? undefined : codesOf(valueSet);
  return systems && new Set([...systems.values()].flatMap((codes) => [...codes]));
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
