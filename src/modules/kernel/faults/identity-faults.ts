import { entry } from './entry.ts';

/** Why somebody, or an app for somebody, is not let in: sign-in, passkeys, upstreams, proxies, scopes. */
export const identityFaults = {
  'sign-in.required': entry(
    'unauthenticated',
    'login',
    'The request carries no valid access token.',
    'Sign in and send the access token.',
  ),
  'sign-in.expired': entry('unauthenticated', 'expired', 'The access token has expired.', 'Sign in again.'),
  'sign-in.step-up': entry(
    'unauthenticated',
    'login',
    'The act needs a sign-in that is more recent.',
    'Sign in again (`max_age` of the challenge), then do it again.',
  ),
  'sign-in.refused': entry(
    'forbidden',
    'login',
    'The proof of a sign-in does not hold.',
    'Start again, or use another means of sign-in.',
  ),
  'sign-in.invitation': entry(
    'not-found',
    'not-found',
    'An invitation is not valid: never made, used, or over.',
    'Ask for a new one.',
  ),
  'passkey.last': entry(
    'conflict',
    'business-rule',
    'A passkey is the only means by which its person can sign in.',
    'Add another passkey first.',
  ),
  'passkey.most': entry(
    'conflict',
    'business-rule',
    'An account has as many passkeys as it may.',
    'Remove one that is not used.',
  ),
  'proxy.code': entry(
    'not-found',
    'not-found',
    'A code by which one acts for somebody is not valid: mistyped, used, withdrawn or over.',
    'Ask the person for a new one.',
  ),
  'proxy.self': entry(
    'unprocessable',
    'business-rule',
    'Nobody acts for herself, or twice in the same way for the same person.',
    'Sign in as the other citizen.',
  ),
  'proxy.of-age': entry(
    'unprocessable',
    'business-rule',
    'A parent does not act for who is of age.',
    'Let the person give a proxy herself, or register a guardian with the decision of the court.',
  ),
  'proxy.most': entry(
    'conflict',
    'business-rule',
    'As many people as may act for one person already do, open codes included.',
    'End a proxy or withdraw a code first.',
  ),
  'upstream.refused': entry(
    'forbidden',
    'security',
    'What a national identity or a wallet answered does not pass the checks of the node.',
    'Start the sign-in again; tell the operator when it stays so.',
  ),
  'upstream.revoked': entry(
    'forbidden',
    'security',
    'Who issued the identity that the wallet shows has revoked or suspended it.',
    'Ask the issuer of the identity for a new one, or choose another way to sign in.',
  ),
  'upstream.cancelled': entry(
    'forbidden',
    'login',
    'The sign-in at the national identity or in the wallet was not completed.',
    'Start again, or choose another way to sign in.',
  ),
  'upstream.unavailable': entry(
    'unavailable',
    'transient',
    'The service of the national identity does not answer.',
    'Try again later, or choose another way to sign in.',
  ),
  'upstream.assurance': entry(
    'forbidden',
    'security',
    'The sign-in is less sure than the operator of the node asks for.',
    'Sign in with a means of a higher level of assurance.',
  ),
  'upstream.no-activity': entry(
    'forbidden',
    'business-rule',
    'The register of professionals names no activity of the person who signs in.',
    'Have the register completed, then sign in again.',
  ),
  'upstream.no-record': entry(
    'forbidden',
    'business-rule',
    'Not exactly one record of the node is surely of the person who signs in.',
    'Go to the identity desk with an identity document.',
  ),
  'upstream.waiting': entry(
    'forbidden',
    'business-rule',
    'The person who signs in is known for sure, but not her record: the sign-in waits at the identity desk.',
    'Go to the identity desk with an identity document and the reference that the page shows, then sign in again.',
  ),
  'upstream.desk-refused': entry(
    'forbidden',
    'business-rule',
    'The identity desk looked at the sign-in and tied it to no record.',
    'Go to the identity desk with an identity document.',
  ),
  'upstream.other-person': entry(
    'forbidden',
    'security',
    'The identity that was proven and the account that it leads to are not of one person.',
    'Go to the identity desk with an identity document.',
  ),
  'app.bad-scope': entry(
    'invalid',
    'invalid',
    'A scope that an app asks for is not one of SMART App Launch 2.2, or not one that is known here.',
    'Mend the scope that the text names.',
  ),
  'app.bad-registration': entry(
    'invalid',
    'invalid',
    'What an app says of itself cannot be registered.',
    'Mend the member that the text names.',
  ),
  'app.out-of-scope': entry(
    'forbidden',
    'forbidden',
    'The app was not given a scope for this.',
    'Ask for the scope when the app is connected.',
  ),
} as const;
