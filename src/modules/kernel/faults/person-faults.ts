import { entry } from './entry.ts';

/** What may not be done to the record of a person, or is not known of who she is. */
export const personFaults = {
  'person.erased': entry(
    'gone',
    'deleted',
    'The record of this person was erased on request.',
    'Nothing is added to it; register her anew under another id where she is treated again.',
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
  'identity.qualified': entry(
    'forbidden',
    'business-rule',
    'The traits, the INS or the status of an identity that came from INSi would change.',
    'Let INSi or an administrator change them; other elements of the Patient may change.',
  ),
  'identity.incomplete': entry(
    'unprocessable',
    'required',
    'An identity that is to be qualified lacks a strict trait.',
    'Add the named trait: names and given names of birth, sex, date and place of birth, and one INS.',
  ),
  'identity.merge': entry(
    'unprocessable',
    'business-rule',
    'Two Patients cannot be merged, or a merge cannot be undone.',
    'See their links; the words say what is in the way.',
  ),
  'identity.certain': entry(
    'unprocessable',
    'business-rule',
    'No second Patient is made of a person who is certainly here already.',
    'Link the sign-in to the record that is there.',
  ),
  'insi.unavailable': entry(
    'unavailable',
    'transient',
    'The teleservice INSi does not answer, or not as it does.',
    'Try again later; the identity stays as it is.',
  ),
  'datamatrix.malformed': entry(
    'unprocessable',
    'value',
    'What was read is no INS datamatrix, or it cannot hold what is to be written.',
    'Scan it again; the words name the field.',
  ),
  'own-entry.type': entry(
    'forbidden',
    'forbidden',
    'A person does not add resources of this type to her record.',
    'Add one of the types that the message names.',
  ),
  'own-entry.person': entry(
    'unprocessable',
    'required',
    'An own entry does not say in whose record it stands.',
    'Name the Patient as its subject.',
  ),
  'own-entry.author': entry(
    'unprocessable',
    'value',
    'An own entry names somebody else as its author.',
    'Name the Patient, or leave the element out.',
  ),
  'own-entry.of-professional': entry(
    'forbidden',
    'business-rule',
    'A person would change what a professional wrote.',
    'Ask its author to correct it (rectification).',
  ),
  'own-entry.of-person': entry(
    'forbidden',
    'business-rule',
    'A professional would change what the person added herself.',
    'Write an entry of your own, or note that you have reviewed hers.',
  ),
  'own-entry.mark': entry(
    'forbidden',
    'business-rule',
    'An entry of a professional bears the mark of those that a person adds herself.',
    'Leave the mark out.',
  ),
  'own-entry.most': entry(
    'conflict',
    'business-rule',
    'A person has added as many entries to her record as she may.',
    'Withdraw some that are not needed any more.',
  ),
  'case.most': entry(
    'conflict',
    'business-rule',
    'A person has as many open cases as she may.',
    'Wait for an answer, or take one back.',
  ),
  'case.ended': entry('conflict', 'business-rule', 'The case has ended already.', 'Load it again.'),
  'case.not-corrected': entry(
    'conflict',
    'business-rule',
    'An entry is said to be corrected, and has no new version.',
    'Write the correction first, then answer.',
  ),
  'health-link.most': entry(
    'conflict',
    'business-rule',
    'A person has as many links as she may.',
    'Revoke one that is not needed.',
  ),
  'health-link.too-large': entry(
    'unprocessable',
    'too-costly',
    'The record is larger than a link hands over.',
    'Hand over the summary, or download the record.',
  ),
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
} as const;
