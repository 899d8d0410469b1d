/** ECMAScript's JSON.parse source text access, which the library of the compiler does not declare yet. */
const json = JSON as unknown as {
  rawJSON(text: string): object;
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
  ): unknown;
};

/** A number that `JSON.stringify` prints exactly as written, trailing zeros included. `literal` is a JSON number. */
export function numberLiteral(literal: string): object {
  return json.rawJSON(literal);
}

/** Reads JSON text with every number as the text of its literal, in a `NumberText`. */
export function parseKeepingNumbers(text: string): unknown {
  return json.parse(text, (_key, value, context) =>
    typeof value === 'number' && context.source !== undefined ? new NumberText(context.source) : value,
  );
}

export class NumberText {
  readonly literal: string;
  constructor(literal: string) {
    this.literal = literal;
  }
  /** So that `JSON.stringify` prints it as it was written. */
  toJSON(): object {
    return numberLiteral(this.literal);
  }
}
