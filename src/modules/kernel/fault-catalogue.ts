import type { FaultKind } from './fault.ts';

interface CatalogueEntry {
  readonly kind: FaultKind;
  /** FHIR value set `issue-type`. */
  readonly issue: string;
  /** What happened, in words for documentation. */
  readonly meaning: string;
  /** How the caller mends it. */
  readonly remedy: string;
}

function entry(kind: FaultKind, issue: string, meaning: string, remedy: string): CatalogueEntry {
  return { kind, issue, meaning, remedy };
}

/** Every error code that a caller can meet. `docs/errors.md` has a row for each; a test compares the two. */
export const faultCatalogue = {
  'body.malformed': entry(
    'invalid',
    'structure',
    'The body is not well-formed JSON or XML.',
    'Mend the syntax at the named position.',
  ),
  'body.too-large': entry(
    'too-large',
    'too-long',
    'The body is larger than the node accepts.',
    'Split it, or use `carnet import`.',
  ),
  'body.too-deep': entry(
    'invalid',
    'structure',
    'The body nests deeper than the node accepts.',
    'Flatten the structure.',
  ),
  'body.encoding': entry('invalid', 'structure', 'The body is not valid UTF-8.', 'Encode the body as UTF-8.'),
  'body.media-type': entry(
    'unsupported-media',
    'not-supported',
    'The media type of the body is not served here.',
    'Send one of the named media types.',
  ),
  'answer.media-type': entry(
    'not-acceptable',
    'not-supported',
    'No media type in Accept can be produced.',
    'Ask for one of the named media types.',
  ),
  'conformance.constraint': entry(
    'unprocessable',
    'invariant',
    'A rule of the type or of a profile does not hold.',
    'Change the resource so that the named rule holds.',
  ),
  'conformance.cardinality': entry(
    'unprocessable',
    'structure',
    'A profile asks for an element more or less often.',
    'Add or remove the named element.',
  ),
  'conformance.value': entry(
    'unprocessable',
    'value',
    'A value is not the one that a profile fixes, or outside of its limits.',
    'Use a value that the profile allows.',
  ),
  'conformance.type': entry(
    'unprocessable',
    'structure',
    'An element is not of a type or profile that is allowed there.',
    'Use one of the named types or profiles.',
  ),
  'conformance.slice': entry(
    'unprocessable',
    'structure',
    'An entry is none that a profile allows, or stands in the wrong place.',
    'Use one of the named slices, in their order.',
  ),
  'conformance.binding': entry(
    'unprocessable',
    'code-invalid',
    'No code is in the value set that a profile asks for.',
    'Use a code of the named value set.',
  ),
  'conformance.reference': entry(
    'unprocessable',
    'value',
    'A reference leads to something that a profile does not allow there.',
    'Let it lead to one of the named types or profiles.',
  ),
  'conformance.extension': entry(
    'unprocessable',
    'extension',
    'An extension is not known, or may not stand where it stands.',
    'Load the package that defines it, or move or remove it.',
  ),
  'conformance.bundle': entry(
    'unprocessable',
    'structure',
    'A Bundle breaks a rule of its kind.',
    'Order and address its entries as the message says.',
  ),
  'conformance.questionnaire': entry(
    'unprocessable',
    'business-rule',
    'A QuestionnaireResponse does not fit its Questionnaire.',
    'Answer as the questionnaire asks, at the named item.',
  ),
  'conformance.profile-unknown': entry(
    'unprocessable',
    'not-found',
    'A profile that is named is not known to the node.',
    'Load the package that defines it with `carnet packages add`.',
  ),
  'package.malformed': entry(
    'invalid',
    'structure',
    'A file is no FHIR package.',
    'Give a .tgz with package/package.json, as FHIR publishes them.',
  ),
  'fhirpath.syntax': entry(
    'invalid',
    'invalid',
    'A FHIRPath expression cannot be read.',
    'Mend the expression at the named character.',
  ),
  'fhirpath.evaluation': entry(
    'unprocessable',
    'processing',
    'A FHIRPath expression and the data that it is asked of do not go together.',
    'Mend what the message names; often several items stand where one is expected.',
  ),
  'structure.unknown-type': entry(
    'invalid',
    'structure',
    'The resource type is not one of FHIR R4.',
    'Use a resource type of FHIR R4.',
  ),
  'structure.unknown-element': entry(
    'unprocessable',
    'structure',
    'The element is not defined at this place.',
    'Remove it or use an extension.',
  ),
  'structure.wrong-type': entry(
    'unprocessable',
    'structure',
    'The element has another type than the definition asks for.',
    'Give it the named type.',
  ),
  'structure.cardinality': entry(
    'unprocessable',
    'required',
    'An element is missing or occurs too often.',
    'Add or remove occurrences.',
  ),
  'structure.primitive': entry(
    'unprocessable',
    'value',
    'The primitive does not have the form of its type.',
    'Write it in the form of its type.',
  ),
  'structure.required-binding': entry(
    'unprocessable',
    'code-invalid',
    'The code is not in the value set of a required binding.',
    'Use a code of the named value set.',
  ),
  'structure.empty': entry('unprocessable', 'structure', 'An object or array is empty.', 'Remove it.'),
  'resource.type-mismatch': entry(
    'invalid',
    'invalid',
    'The resource is not of the type in the URL.',
    'Send it to the URL of its type.',
  ),
  'resource.id-mismatch': entry(
    'invalid',
    'invalid',
    'The id in the resource is not the id in the URL.',
    'Make both equal.',
  ),
  'resource.id-form': entry(
    'invalid',
    'value',
    'An id has 1 to 64 characters out of A-Z a-z 0-9 - and .',
    'Choose another id.',
  ),
  'resource.not-found': entry(
    'not-found',
    'not-found',
    'There is no such resource, or the caller may not know of it.',
    'Check the address and the rights.',
  ),
  'resource.gone': entry('gone', 'deleted', 'The resource was deleted.', 'Its history may still be read.'),
  'resource.compartment-change': entry(
    'unprocessable',
    'business-rule',
    'An update would move the resource to another person.',
    'Delete it and create it for the other person.',
  ),
  'version.conflict': entry(
    'precondition',
    'conflict',
    'The resource has another version than If-Match names.',
    'Read the current version and try again.',
  ),
  'version.concurrent': entry(
    'conflict',
    'conflict',
    'Another write changed the resource at the same moment.',
    'Read the current version and try again.',
  ),
  'condition.multiple': entry(
    'multiple-matches',
    'multiple-matches',
    'The condition matches more than one resource.',
    'Narrow the condition.',
  ),
  'condition.empty': entry('invalid', 'invalid', 'A condition has no criteria.', 'Give at least one search parameter.'),
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
  'search.too-broad': entry('invalid', 'too-costly', 'The search asks for more than the bounds allow.', 'Narrow it.'),
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
  'patch.malformed': entry(
    'invalid',
    'invalid',
    'The patch, or one of its operations, is not well formed.',
    'Mend the named operation.',
  ),
  'patch.not-applicable': entry(
    'unprocessable',
    'processing',
    'An operation of the patch does not fit the resource as it is.',
    'Read the current version and mend the named operation.',
  ),
  'patch.test-failed': entry(
    'conflict',
    'conflict',
    'A test of the patch failed: the resource has another value.',
    'Read the current version and try again.',
  ),
  'patch.immutable': entry(
    'unprocessable',
    'business-rule',
    'The patch would change what identifies a resource or what the server sets.',
    'Leave the type, the id, meta.versionId and meta.lastUpdated as they are.',
  ),
  'patch.too-costly': entry(
    'invalid',
    'too-costly',
    'The patch has more operations, or handles more, than the bounds allow.',
    'Split it, or send an update.',
  ),
  'transaction.duplicate': entry(
    'invalid',
    'duplicate',
    'Two entries of a transaction write the same resource.',
    'Keep one of them.',
  ),
  'transaction.unresolved-reference': entry(
    'unprocessable',
    'not-found',
    'A reference inside the Bundle resolves to nothing.',
    'Add the entry or mend the reference.',
  ),
  'transaction.bad-entry': entry(
    'invalid',
    'invalid',
    'An entry lacks what its method needs.',
    'Mend the named entry.',
  ),
  'bundle.unsupported-type': entry(
    'invalid',
    'not-supported',
    'The Bundle type cannot be processed here.',
    'Send a transaction or a batch.',
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
  'request.unknown-route': entry(
    'not-found',
    'not-supported',
    'There is nothing at this address.',
    'Check the address.',
  ),
  'request.method': entry(
    'unsupported',
    'not-supported',
    'The method is not built for this address.',
    'Use a method of the Allow header.',
  ),
  'request.bad': entry('invalid', 'invalid', 'The request is not well formed.', 'Mend the named part.'),
  'request.too-many': entry(
    'busy',
    'throttled',
    'The node has as much work as it may take.',
    'Try again after the named seconds.',
  ),
  'request.timeout': entry(
    'unavailable',
    'timeout',
    'The answer took longer than the node allows.',
    'Ask for less, or try again later.',
  ),
  'import.source': entry(
    'unprocessable',
    'business-rule',
    'The source of an import may not or cannot be read.',
    'Use a source that the operator allows, and see that it answers.',
  ),
  'sign-in.required': entry(
    'unauthenticated',
    'login',
    'The request carries no valid access token.',
    'Sign in and send the access token.',
  ),
  'sign-in.expired': entry('unauthenticated', 'expired', 'The access token has expired.', 'Sign in again.'),
  'access.denied': entry(
    'forbidden',
    'forbidden',
    'The role of the caller does not allow this kind of act.',
    'Ask the operator which role is needed.',
  ),
  'access.reason-required': entry(
    'forbidden',
    'forbidden',
    'The purpose of use is missing or not allowed for the role.',
    'State an allowed purpose of use.',
  ),
  'identifier.bad-key': entry(
    'unprocessable',
    'value',
    'The check key of a person identifier is wrong.',
    'Check the identifier for a typing error.',
  ),
  'identifier.unknown-system': entry(
    'unprocessable',
    'value',
    'The identifier system is not known.',
    'Use a system that the node lists.',
  ),
  'gateway.unknown-country': entry(
    'not-found',
    'not-found',
    'The country is not in the trust list of this node.',
    'Choose another country or ask the contact point.',
  ),
  'gateway.no-match': entry(
    'not-found',
    'not-found',
    'The other country gives no record for these traits.',
    'Check the traits with the patient.',
  ),
  'gateway.unreachable': entry('unavailable', 'transient', 'The other country does not answer.', 'Try again later.'),
  'gateway.timeout': entry('unavailable', 'timeout', 'The other country answers too slowly.', 'Try again later.'),
  'gateway.certificate': entry(
    'unavailable',
    'security',
    'The certificate of the other node is not valid.',
    'Tell the national contact point.',
  ),
  'gateway.refused': entry(
    'unavailable',
    'security',
    'The other node did not accept this node or its assertion.',
    'Tell the national contact point.',
  ),
  'gateway.clock': entry(
    'unavailable',
    'security',
    'The clocks of the two nodes differ too much.',
    'Tell the national contact point.',
  ),
  'gateway.bad-answer': entry(
    'unavailable',
    'exception',
    'The other country answered with something that is not a valid document.',
    'Tell the national contact point.',
  ),
  'gateway.traits': entry(
    'unprocessable',
    'required',
    'A trait that the other country asks for is missing or malformed.',
    'Enter the named trait.',
  ),
  'assertion.invalid': entry(
    'unauthenticated',
    'security',
    'The assertion of the asking node is missing, malformed, expired, replayed or not trusted.',
    'Sign a fresh assertion with the registered key.',
  ),
  'assertion.expired': entry(
    'unauthenticated',
    'expired',
    'The assertion had expired when it arrived: the clocks differ too much.',
    'Synchronise the clock and sign a fresh assertion.',
  ),
  'assertion.not-yet-valid': entry(
    'unauthenticated',
    'security',
    'The assertion lies in the future: the clocks differ too much.',
    'Synchronise the clock.',
  ),
  'database.unavailable': entry(
    'unavailable',
    'transient',
    'The database does not answer.',
    'Try again after the named seconds.',
  ),
  'database.no-cluster': entry(
    'unavailable',
    'not-supported',
    'The database is no coordinator of a Citus cluster.',
    'Create the extension and add the workers, as the message says.',
  ),
  'database.newer-schema': entry(
    'unavailable',
    'exception',
    'The database was changed by a newer build of Carnet.',
    'Run that build or a later one.',
  ),
  internal: entry(
    'internal',
    'exception',
    'The node failed. The trace id leads to the log entry.',
    'Tell the operator the trace id.',
  ),
} as const satisfies Record<string, CatalogueEntry>;

export type FaultCode = keyof typeof faultCatalogue;
