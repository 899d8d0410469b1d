/** The type of personal identification data (ARF, PID rulebook 4.2, requirement PID_14). */
export const pidType = 'urn:eudi:pid:1';
/** By which the answer names the credential. */
export const credentialQuery = 'pid';

/** What is asked for, by the names of the PID rulebook (4.1.1), and nothing that is not needed to find a record. */
const claims = [
  'family_name',
  'given_name',
  'birthdate',
  'personal_administrative_number',
  'issuing_country',
  'date_of_expiry',
] as const;

/** The query of the request (OpenID4VP 1.0, 6: DCQL). */
export const pidQuery = {
  credentials: [
    {
      id: credentialQuery,
      format: 'dc+sd-jwt',
      meta: { vct_values: [pidType] },
      claims: claims.map((name) => ({ path: [name] })),
    },
  ],
} as const;
