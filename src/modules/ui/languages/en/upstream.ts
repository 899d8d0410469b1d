export const upstream = {
  // Signing in by what a country gave its people
  'upstream.title': 'With your national identity',
  'upstream.text':
    'A service of your country tells this node who you are. Nothing else is asked for, and nothing is kept that your account does not need.',
  'upstream.with': 'Sign in with {label}',
  'upstream.for.citizens': 'For citizens',
  'upstream.for.professionals': 'For health professionals',
  'upstream.wallet.text': 'Show your personal identification data from your digital wallet.',
  'upstream.wallet.here': 'The wallet is on this device',
  'upstream.wallet.other': 'The wallet is on another device',
  'upstream.wallet.code': 'QR code for the wallet',
  'upstream.wallet.scan':
    'Scan the code with your wallet. This page goes on by itself. Never scan a code that somebody sent you.',
  'upstream.wallet.link': 'Open the wallet without scanning',
  'upstream.wallet.answered': 'Your wallet has answered. You are being signed in.',
  'upstream.wallet.expired': 'The wallet did not answer in time. Ask it again.',
  'upstream.choice.title': 'Where do you work now?',
  'upstream.choice.lead': 'You practise in several places. You see the patients of the place that you choose.',
  'upstream.choice.label': 'Place of work',
  'upstream.choice.missing': 'Choose where you work now.',
  'upstream.choice.do': 'Continue',
  'upstream.profession.2211': 'General practitioner',
  'upstream.profession.2212': 'Specialist physician',
  'upstream.profession.2221': 'Nurse',
  'upstream.profession.2222': 'Midwife',
  'upstream.profession.2261': 'Dentist',
  'upstream.profession.2262': 'Pharmacist',
  'upstream.profession.2264': 'Physiotherapist',
  'upstream.problem.refused.title': 'This sign-in could not be verified',
  'upstream.problem.refused.text':
    'What came back does not pass the checks of this node. Try again; if it stays so, tell those who run it.',
  'upstream.problem.revoked.title': 'This identity is no longer valid',
  'upstream.problem.revoked.text':
    'Who issued it has revoked or suspended it. Ask them for a new one, or choose another way to sign in.',
  'upstream.problem.cancelled.title': 'You did not finish signing in',
  'upstream.problem.cancelled.text': 'You cancelled, or the sign-in was not completed there. You can try again.',
  'upstream.problem.unavailable.title': 'The service does not answer',
  'upstream.problem.unavailable.text': 'Try again in a few minutes, or choose another way to sign in.',
  'upstream.problem.assurance.title': 'A stronger sign-in is needed',
  'upstream.problem.assurance.text':
    'This node asks for a higher level of assurance. Choose a stronger means there, such as an identity card or a certified application.',
  'upstream.problem.no-activity.title': 'No place of work is known for you',
  'upstream.problem.no-activity.text':
    'The register of professionals has no activity of yours. Have the register completed, then sign in again.',
  'upstream.problem.no-record.title': 'No record could be found for sure',
  'upstream.problem.no-record.text':
    'It is certain who you are, but not which record is yours. Go to the identity desk of your practice or hospital with an identity document; they put it right.',
  'upstream.problem.waiting.title': 'One step is left: the identity desk',
  'upstream.problem.waiting.text':
    'It is certain who you are, but not which record here is yours. Your sign-in waits at the identity desk of this node.',
  'upstream.problem.waiting.next':
    'Go there with an identity document and say this reference. Once they have tied your identity to your record, sign in here again in the same way.',
  'upstream.problem.waiting.reference': 'Your reference',
  'upstream.problem.desk-refused.title': 'The identity desk found no record of yours',
  'upstream.problem.desk-refused.text':
    'They looked at your sign-in and tied it to no record. If you think that this is wrong, go there with an identity document.',
  'upstream.problem.other-person.title': 'This identity belongs to another account',
  'upstream.problem.other-person.text':
    'For your protection you were not signed in. Go to the identity desk of your practice or hospital with an identity document.',
} as const;
