import type { SearchParameter } from '#fhir';

const text = { type: 'string' };
const media = ['application/fhir+json', 'application/fhir+xml'];

function ref(kind: string, name: string): { readonly $ref: string } {
  return { $ref: `#/components/${kind}/${name}` };
}

function content(types: readonly string[], schema: string): object {
  return { content: Object.fromEntries(types.map((type) => [type, { schema: ref('schemas', schema) }])) };
}

function query(name: string, description: string, schema: object = text): object {
  return { name, in: 'query', description, schema };
}

function header(name: string, description: string): object {
  return { name, in: 'header', description, schema: text };
}

/** What stands in an address: `{id}`. */
export const pathParameters = {
  id: { name: 'id', in: 'path', required: true, schema: { type: 'string', pattern: '^[A-Za-z0-9\\-.]{1,64}$' } },
  version: { name: 'version', in: 'path', required: true, schema: { type: 'string', pattern: '^[1-9][0-9]{0,8}$' } },
  inside: { name: 'inside', in: 'path', required: true, description: 'A resource type, or *', schema: text },
} as const;

/** What shapes an answer or sets a condition, whatever the type (FHIR R4, http.html#parameters and search.html). */
const generalParameters = {
  _format: query('_format', 'json or xml; goes before Accept'),
  _pretty: query('_pretty', 'true indents the answer', { type: 'boolean' }),
  _summary: query('_summary', 'true, text, data, count or false'),
  _elements: query('_elements', 'Elements of the top level, with a comma between'),
  _count: query('_count', 'Entries of a page', { type: 'integer', minimum: 0 }),
  _sort: query('_sort', 'Search parameters, with a comma between and a minus before those that descend'),
  _total: query('_total', 'none, estimate or accurate'),
  _include: query('_include', 'Type:parameter, what a match refers to'),
  _revinclude: query('_revinclude', 'Type:parameter, what refers to a match'),
  _since: query('_since', 'Only versions from this instant on'),
  _at: query('_at', 'Only versions that were current at this moment or in this period'),
  _type: query('_type', 'Resource types, with a comma between'),
  'If-Match': header('If-Match', 'Only over this version: W/"3"'),
  'If-None-Match': header('If-None-Match', 'Of a read: not this version; of an update: * where there is nothing yet'),
  'If-Modified-Since': header('If-Modified-Since', 'Only where it was written after this moment'),
  'If-None-Exist': header('If-None-Exist', 'Only where no resource matches these criteria'),
  Prefer: header('Prefer', 'return=minimal|representation|OperationOutcome, handling=strict|lenient'),
};

const entityTag = { ETag: { schema: text, description: 'The version: W/"3"' } };

const responses = {
  Resource: { description: 'The resource', headers: entityTag, ...content(media, 'Resource') },
  Bundle: { description: 'A Bundle', ...content(media, 'Bundle') },
  Written: {
    description: 'It is written; the resource, or what Prefer asks for',
    headers: { ...entityTag, Location: { schema: text } },
    ...content(media, 'Resource'),
  },
  Nothing: { description: 'It is done, and there is nothing to show' },
  Unchanged: { description: 'The reader has this version' },
  Done: { description: 'What the operation answers', ...content(media, 'Resource') },
  Fault: { description: 'What is wrong, and how to mend it', ...content(media, 'OperationOutcome') },
};

const requestBodies = {
  Resource: { required: true, ...content(media, 'Resource') },
  Operation: { ...content(media, 'Resource') },
  Patch: { required: true, ...content(['application/json-patch+json', ...media], 'Patch') },
  Search: { ...content(['application/x-www-form-urlencoded'], 'Criteria') },
};

/** A search value by the type of its parameter (FHIR R4, search.html#ptypes). */
const searchValues: Readonly<Record<SearchParameter['type'], string>> = {
  number: 'A number with a prefix: eq ne gt lt ge le sa eb ap',
  date: 'A date or instant, as far as known, with a prefix: eq ne gt lt ge le sa eb ap',
  string: 'The beginning of the words; :exact, :contains',
  token: 'code, system|code, |code or system|; :not, :text, :in, :of-type',
  reference: 'id, Type/id or URL; :Type, :identifier, and chains with a dot',
  composite: 'Values with a dollar sign between',
  quantity: 'number|system|code with a prefix',
  uri: 'The whole address; :above, :below',
  special: 'As the parameter says',
};

function resourceSchema(type?: string): object {
  const resourceType = type === undefined ? text : { const: type };
  return { type: 'object', required: ['resourceType'], properties: { resourceType }, additionalProperties: true };
}

const schemas = {
  Resource: {
    ...resourceSchema(),
    description: 'A resource of FHIR R4, as its definition says.',
    externalDocs: { url: 'https://hl7.org/fhir/R4/resourcelist.html' },
  },
  Bundle: resourceSchema('Bundle'),
  OperationOutcome: resourceSchema('OperationOutcome'),
  Patch: { description: 'A JSON Patch (RFC 6902), or Parameters with a FHIRPath Patch', type: ['array', 'object'] },
  Criteria: { type: 'object', additionalProperties: text },
};

/** The components that every document has; those of search parameters come with the types. */
export function components(): {
  readonly schemas: Record<string, object>;
  readonly parameters: Record<string, object>;
  readonly responses: Record<string, object>;
  readonly requestBodies: Record<string, object>;
  readonly securitySchemes: Record<string, object>;
} {
  const values = Object.entries(searchValues).map(([type, description]) => [`value-${type}`, { ...text, description }]);
  return {
    schemas: { ...schemas, ...Object.fromEntries(values) },
    parameters: { ...pathParameters, ...generalParameters },
    responses,
    requestBodies,
    securitySchemes: { bearer: { type: 'http', scheme: 'bearer', description: 'An access token of OpenID Connect' } },
  };
}

const longestDescription = 160;

/** A search parameter as a component; one that all resources share has no type before its name. */
export function searchParameter(type: string, parameter: SearchParameter): readonly [name: string, component: object] {
  const { code, description } = parameter;
  const name = code.startsWith('_') ? code : `${type}.${code}`;
  const words =
    description.length > longestDescription ? `${description.slice(0, longestDescription)}...` : description;
  return [name, query(code, words, ref('schemas', `value-${parameter.type}`))];
}
