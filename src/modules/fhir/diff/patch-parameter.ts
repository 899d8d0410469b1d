import { isObject } from '../json-value.ts';
import { NumberText } from '../number-literal.ts';
import { type Item, itemsOf } from '../patch/element-tree.ts';
import { type ElementEntry, typeEntry } from '../type-table.ts';

let valueNames: ReadonlySet<string> | undefined;

/** The names under which a parameter can hold a value: `valueHumanName`. */
function typedNames(): ReadonlySet<string> {
  valueNames ??= new Set(
    typeEntry('Parameters.parameter').elements.flatMap(({ label, name }) => (label === 'value' ? [name] : [])),
  );
  return valueNames;
}

/**
 * One occurrence of an element as a parameter of a FHIRPath Patch: typed where Parameters have a name for its type, a
 * resource as such, and in parts what has no type of its own (FHIR R4, fhirpatch.html).
 */
export function parameterOf(name: string, entry: ElementEntry, { value, beside }: Item): object {
  const type = entry.kind === 'xhtml' ? 'string' : entry.type;
  const typed = `value${type.charAt(0).toUpperCase()}${type.slice(1)}`;
  if (entry.kind === 'resource') return { name, resource: value };
  if (typedNames().has(typed)) {
    return {
      name,
      ...(value === undefined ? {} : { [typed]: value }),
      ...(beside === undefined ? {} : { [`_${typed}`]: beside }),
    };
  }
  if (!isObject(value) || value instanceof NumberText) throw new Error(`A patch cannot say a value of type ${type}`);
  const part = typeEntry(type).elements.flatMap((element) =>
    itemsOf(value, element).map((item) => parameterOf(element.label, element, item)),
  );
  return { name, part };
}
