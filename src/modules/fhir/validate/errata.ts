/**
 * Where the published definitions of R4 do not say what the standard means, with what they mean: later versions of FHIR
 * write it so, and R4's own resources would break what is written.
 */

const expressions: ReadonlyMap<string, string> = new Map([
  ['enableWhen.count() > 2 implies enableBehavior.exists()', 'enableWhen.count() > 1 implies enableBehavior.exists()'],
]);

const primitiveType = /\bas (String|Boolean|Integer|Decimal|Date|DateTime|Instant|Time|Code|Uri|Url)\b/g;

/**
 * The expression of a constraint as it is meant. Many ask `as()` of several items at once, where the language has
 * `ofType()` for that, and name primitive types of FHIR with a capital after `as`.
 */
export function meantExpression(expression: string): string {
  const asked = expressions.get(expression) ?? expression.replace(/\.as\((\w+)\)/g, '.ofType($1)');
  return asked.replace(primitiveType, (_, name: string) => `as ${name.charAt(0).toLowerCase()}${name.slice(1)}`);
}

const places: ReadonlyMap<string, readonly string[]> = new Map([
  // Every definition of a type in R4 has it at the type.
  ['http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type', ['ElementDefinition.type']],
]);

/** Elements at which an extension may stand besides those that its definition names. */
export function furtherPlaces(url: string): readonly string[] {
  return places.get(url) ?? [];
}

/** A panel of vital signs measures more than those units can say; from R5 on the value set is extensible. */
const extensible = /^http:\/\/hl7\.org\/fhir\/ValueSet\/ucum-vitals-common(?:\||$)/;

export function meantStrength(strength: string, valueSet: string): string {
  return strength === 'required' && extensible.test(valueSet) ? 'extensible' : strength;
}
