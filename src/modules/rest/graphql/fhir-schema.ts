import {
  GraphQLBoolean,
  type GraphQLFieldConfigArgumentMap,
  type GraphQLFieldConfigMap,
  GraphQLID,
  GraphQLInt,
  GraphQLInterfaceType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLScalarType,
  GraphQLSchema,
  GraphQLString,
} from 'graphql';
import { type ElementEntry, resourceTypes, searchParametersOf, typeEntry } from '#fhir';
import { directives } from './directives.ts';
import { graphqlName } from './plan-fields.ts';

let made: GraphQLSchema | undefined;

/**
 * The schema of FHIR R4 as GraphQL tells it to tools (R4 graphql.html#schema), made from the definitions when it is first
 * asked for. Only introspection uses it: queries are judged type by type, as far as they go.
 */
export function fhirSchema(): GraphQLSchema {
  made ??= makeSchema();
  return made;
}

const plain: Readonly<Record<string, GraphQLScalarType>> = {
  boolean: GraphQLBoolean,
  integer: GraphQLInt,
  positiveInt: GraphQLInt,
  unsignedInt: GraphQLInt,
  string: GraphQLString,
  markdown: GraphQLString,
  xhtml: GraphQLString,
  id: GraphQLID,
};

function makeSchema(): GraphQLSchema {
  const scalars = new Map<string, GraphQLScalarType>();
  const types = new Map<string, GraphQLObjectType>();
  const scalarOf = (type: string): GraphQLScalarType => {
    const known = plain[type] ?? scalars.get(type);
    if (known !== undefined) return known;
    const scalar = new GraphQLScalarType({ name: type, description: `The FHIR primitive ${type}.` });
    scalars.set(type, scalar);
    return scalar;
  };
  const resource = new GraphQLInterfaceType({
    name: 'Resource',
    description: 'What every resource has; the rest is asked for by ... on its type.',
    fields: () => ({
      resourceType: { type: scalarOf('code') },
      id: { type: GraphQLID },
      meta: { type: typeOf('Meta') },
      implicitRules: { type: scalarOf('uri') },
      language: { type: scalarOf('code') },
    }),
  });

  const typeOf = (name: string): GraphQLObjectType => {
    const known = types.get(name);
    if (known !== undefined) return known;
    const object = new GraphQLObjectType({
      name: graphqlName(name),
      interfaces: () => (typeEntry(name).isResource ? [resource] : []),
      fields: () => fieldsOf(name),
    });
    types.set(name, object);
    return object;
  };
  const outputOf = ({ kind, type, max }: ElementEntry): GraphQLOutputType => {
    const one = kind === 'resource' ? resource : kind === 'complex' ? typeOf(type) : scalarOf(type);
    return max > 1 ? new GraphQLList(one) : one;
  };
  const fieldsOf = (name: string): GraphQLFieldConfigMap<unknown, unknown> => {
    const { elements, isResource } = typeEntry(name);
    const fields: GraphQLFieldConfigMap<unknown, unknown> = {};
    if (isResource) fields.resourceType = { type: scalarOf('code') };
    for (const element of elements) {
      const args = element.max > 1 ? listArguments(element, scalarOf) : {};
      fields[element.name] = { type: outputOf(element), args };
      if (element.kind !== 'primitive') continue;
      const sidecar = typeOf('Element');
      fields[`_${element.name}`] = { type: element.max > 1 ? new GraphQLList(sidecar) : sidecar, args };
    }
    if (name === 'Reference') {
      fields.resource = {
        type: resource,
        args: { optional: { type: GraphQLBoolean }, type: { type: scalarOf('code') } },
      };
    }
    return fields;
  };
  const query = new GraphQLObjectType({
    name: 'Query',
    fields: () => Object.assign({}, ...resourceTypes.map((type) => rootFields(type, typeOf, scalarOf))),
  });
  return new GraphQLSchema({ query, directives, types: resourceTypes.map(typeOf) });
}

type ScalarOf = (type: string) => GraphQLScalarType;

function listArguments({ kind, type }: ElementEntry, scalarOf: ScalarOf): GraphQLFieldConfigArgumentMap {
  const args: GraphQLFieldConfigArgumentMap = {
    fhirpath: { type: GraphQLString },
    _count: { type: GraphQLInt },
    _offset: { type: GraphQLInt },
  };
  if (kind !== 'complex') return args;
  for (const inner of typeEntry(type).elements) {
    if (inner.kind === 'primitive') args[inner.name] = { type: scalarOf(inner.type) };
  }
  return args;
}

function rootFields(
  type: string,
  typeOf: (name: string) => GraphQLObjectType,
  scalarOf: ScalarOf,
): GraphQLFieldConfigMap<unknown, unknown> {
  const args: GraphQLFieldConfigArgumentMap = {
    _count: { type: GraphQLInt },
    _sort: { type: GraphQLString },
    _cursor: { type: GraphQLString },
  };
  for (const code of searchParametersOf(type).keys()) {
    args[code.replaceAll('-', '_')] = { type: new GraphQLList(GraphQLString) };
  }
  const edge = new GraphQLObjectType({
    name: `${type}Edge`,
    fields: () => ({
      mode: { type: scalarOf('code') },
      score: { type: scalarOf('decimal') },
      resource: { type: typeOf(type) },
    }),
  });
  const connection = new GraphQLObjectType({
    name: `${type}Connection`,
    fields: {
      count: { type: GraphQLInt },
      offset: { type: GraphQLInt },
      pagesize: { type: GraphQLInt },
      edges: { type: new GraphQLList(edge) },
      first: { type: GraphQLID },
      previous: { type: GraphQLID },
      next: { type: GraphQLID },
      last: { type: GraphQLID },
    },
  });
  return {
    [type]: { type: typeOf(type), args: { id: { type: new GraphQLNonNull(GraphQLID) } } },
    [`${type}List`]: { type: new GraphQLList(typeOf(type)), args },
    [`${type}Connection`]: { type: connection, args },
  };
}
