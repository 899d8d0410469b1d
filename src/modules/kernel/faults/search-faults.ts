import { entry } from './entry.ts';

/** What is wrong with a question: search, GraphQL, and the Subscriptions that ask it again and again. */
export const searchFaults = {
  'search.unknown-parameter': entry(
    'invalid',
    'not-supported',
    'The search parameter does not exist for this type or is not built.',
    'Use a parameter that the CapabilityStatement lists.',
  ),
  'search.unsupported-modifier': entry(
    'invalid',
    'not-supported',
    'The modifier is not defined for this parameter or is not built.',
    'Leave it out or use another.',
  ),
  'search.bad-value': entry(
    'invalid',
    'value',
    'The value does not have the form of the parameter type.',
    'Write it as the parameter type asks.',
  ),
  'search.bad-cursor': entry(
    'invalid',
    'value',
    'The page link was altered or belongs to another search.',
    'Start the search again.',
  ),
  'search.not-indexed': entry(
    'unavailable',
    'transient',
    'The records are still being indexed for this search; an answer now would be incomplete.',
    'Try again after the named seconds; `carnet status` shows how far it is.',
  ),
  'search.too-broad': entry('invalid', 'too-costly', 'The search asks for more than the bounds allow.', 'Narrow it.'),
  'search-parameter.not-built': entry(
    'unprocessable',
    'not-supported',
    'The SearchParameter cannot be searched by on this node.',
    'Mend the named part, or leave its status draft.',
  ),
  'search-parameter.clash': entry(
    'unprocessable',
    'duplicate',
    'Another search parameter of the type has this code.',
    'Choose another code.',
  ),
  'graphql.invalid': entry(
    'invalid',
    'invalid',
    'The GraphQL query is not well formed, or asks for what FHIR does not define or this node does not answer.',
    'Mend the query at the named place.',
  ),
  'graphql.too-complex': entry(
    'invalid',
    'too-costly',
    'The GraphQL query asks for more than the bounds allow.',
    'Ask for less, in several queries.',
  ),
  'graphql.several-values': entry(
    'unprocessable',
    'multiple-matches',
    'A field that @singleton asks for as one value has several.',
    'Leave out @singleton, or choose one value by an argument or @first.',
  ),
  'subscription.topic': entry(
    'unprocessable',
    'not-supported',
    'The Subscription names a topic that this node does not have.',
    'Use a topic that the CapabilityStatement lists.',
  ),
  'subscription.criteria': entry(
    'unprocessable',
    'not-supported',
    'The criteria or filters of the Subscription cannot be judged by one resource alone, or are not well formed.',
    'Use search parameters of the resource itself, without chains and sorting.',
  ),
  'subscription.channel': entry(
    'unprocessable',
    'business-rule',
    'The node cannot or may not send notifications in this way.',
    'Change the channel as the words say.',
  ),
} as const;
