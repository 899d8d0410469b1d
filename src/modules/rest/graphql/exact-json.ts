interface RawJson {
  readonly rawJSON: string;
}

/** JSON with access to the source text of numbers (ECMAScript proposal, in V8), which the library types do not know yet. */
const exact = JSON as unknown as {
  isRawJSON(value: unknown): value is RawJson;
  rawJSON(text: string): RawJson;
  parse(text: string, reviver: (key: string, value: unknown, context: { readonly source: string }) => unknown): unknown;
};

/** Parses JSON so that it is printed with its decimals as they were written: 5.40 does not become 5.4. */
export function parseExactly(text: string): unknown {
  return exact.parse(text, (_key, value, { source }) =>
    typeof value === 'number' && String(value) !== source ? exact.rawJSON(source) : value,
  );
}

/** A plain value in words; undefined where it is none. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return exact.isRawJSON(value) ? value.rawJSON : undefined;
}
