export const signIn = {
  // Sign-in
  'signin.title': 'Who do you want to be?',
  'signin.lead': 'Choose an invented person to sign in to Carnet.',
  'signin.real.title': 'Sign in',
  'signin.real.lead': 'You come to your own record, and back to the page that you came from.',
  'signin.passkey.title': 'With a passkey',
  'signin.passkey.text':
    'With your fingerprint, your face or the PIN of your device. No name and no password are needed.',
  'signin.passkey.do': 'Sign in with a passkey',
  'signin.passkey.none': 'No passkey yet? Those who run this node send you an invitation by which you make one.',
  'signin.demo.title': 'This is a demonstration',
  'signin.demo.text':
    'The people below do not exist. On a real node you would sign in here with a passkey or your national electronic identity.',
  'signin.group.citizen': 'Citizens',
  'signin.group.citizen.about': 'See their own record, and those of people they act for.',
  'signin.group.professional': 'Health professionals',
  'signin.group.professional.about': 'See the people they treat, and ask for patients from abroad.',
  'signin.group.administrator': 'Administration',
  'signin.group.administrator.about': 'Keep the node running. They cannot read health records.',
  'signin.busy': 'Signing in as {name}',
  'signin.none': 'No people are loaded on this node yet.',
  'signin.expired.title': 'This sign-in has expired',
  'signin.expired.text': 'Sign-in pages stay open for a short time only. Start again from the home page.',
} as const;
