import {
  DirectiveLocation,
  GraphQLDirective,
  GraphQLIncludeDirective,
  GraphQLNonNull,
  GraphQLSkipDirective,
  GraphQLString,
} from 'graphql';

const field = [DirectiveLocation.FIELD];

/** The directives of a query: GraphQL's own, and those by which FHIR changes the form of the answer (R4 graphql.html). */
export const directives: readonly GraphQLDirective[] = [
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  new GraphQLDirective({
    name: 'flatten',
    description: 'Leaves the field out and gives what is inside of it in its place, as lists where it is a list.',
    locations: field,
  }),
  new GraphQLDirective({ name: 'first', description: 'Gives the first of the values alone.', locations: field }),
  new GraphQLDirective({
    name: 'singleton',
    description: 'Gives one value instead of a list; several values are an error.',
    locations: field,
  }),
  new GraphQLDirective({
    name: 'slice',
    description: 'With @flatten: adds to the names inside what the FHIRPath says of each value, or its $index.',
    locations: field,
    args: { path: { type: new GraphQLNonNull(GraphQLString) } },
  }),
];
