export const emergency = {
  // In an emergency
  'emergency.title': 'Open a record in an emergency',
  'emergency.lead':
    'For somebody whom you do not treat yet, when life or health is in danger and there is no time to ask.',
  'emergency.told.title': 'The person is told',
  'emergency.told.text':
    'Your name, your reason and everything that you open stand in her list of visits. You see her whole record for 24 hours, also what she has hidden.',
  'emergency.reason': 'Why do you open this record?',
  'emergency.reason.hint': 'One or two sentences. The person reads them.',
  'emergency.reason.missing': 'Say why, in at least 10 characters',
  'emergency.agree': 'Life or health is in danger, and I answer for it.',
  'emergency.agree.missing': 'Confirm that life or health is in danger',
  'emergency.open': 'Open the record',
  'emergency.opened.title': 'The record is open',
  'emergency.opened.text': 'Until {until}. The person has been told.',
  'emergency.opened.go': 'Read the summary',
  'emergency.not-found.title': 'Nobody was found',
  'emergency.not-found.text':
    'Check the number and the date of birth. If both are right, this node has no record of the person: go on without it.',
  'emergency.too-many.title': 'Too many attempts',
  'emergency.too-many.text': 'For the protection of everybody this is stopped for an hour. Go on without the record.',
  'emergency.unnamed.title': 'This node cannot find people by a number',
  'emergency.unnamed.text': 'It does not know the national identifier of its country. Ask who runs it.',
  'emergency.law':
    'EHDS article 11: who must protect a person’s life may read what she has hidden, and it is made known to her.',
} as const;
