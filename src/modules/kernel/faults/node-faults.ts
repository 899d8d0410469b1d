import { entry } from './entry.ts';

/** What ails the node itself, or goes wrong between nodes. */
export const nodeFaults = {
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
} as const;
