/** What one GraphQL request may ask for. What is more is `graphql.too-complex`, before or while it is answered. */
export const bounds = {
  /** Characters of the query text. */
  queryLength: 32_768,
  /** Bytes of a request body: the query and its variables. */
  bodyBytes: 128 * 1024,
  /** Lexical tokens of the query text. */
  tokens: 5_000,
  /** Fields below each other, fragments put in their places. */
  depth: 25,
  /** Fields in all, fragments put in their places. */
  fields: 1_000,
  /** Fields that are planned for all types to which references may lead. */
  plannedFields: 10_000,
  /** Fields of an introspection. */
  introspectionFields: 400,
  /** Resources that are read or found. */
  resources: 2_000,
  /** Searches, those of reverse references included. */
  searches: 100,
  /** Steps in which the FHIRPaths of a query are evaluated, on all values together: items that they look at. */
  steps: 500_000,
  /** Values in the answer. */
  values: 200_000,
  /** Milliseconds after which nothing more is begun. */
  time: 20_000,
  /** Errors in the answer; the rest are of the same kinds. */
  errors: 50,
} as const;
