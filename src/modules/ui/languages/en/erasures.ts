export const erasures = {
  'nav.erasures': 'Erasures',
  'erasures.title': 'Erase a person',
  'erasures.lead':
    'On a person’s request her record is erased for good, in backups too. One operator asks for it, another confirms it.',
  'erasures.alone.title': 'Here one operator erases',
  'erasures.alone.text':
    'This node erases on the word of one operator, by the command line: carnet erase. Set CARNET_ERASURE_HOURS for two of them.',
  'erasures.waiting': 'Waiting to be confirmed',
  'erasures.empty.title': 'Nothing waits',
  'erasures.empty.text': 'An erasure that somebody asks for appears here until another operator confirms it.',
  'erasures.person': 'Patient {id}',
  'erasures.asked': 'Asked for by {who} on {time}. Ends by itself on {until}.',
  'erasures.other': 'Another operator has to confirm it.',
  'erasures.confirm': 'Erase',
  'erasures.confirm.label': 'Erase Patient {id}',
  'erasures.withdraw': 'Take back',
  'erasures.withdraw.label': 'Take back the erasure of Patient {id}',
  'erasures.sure.title': 'Erase Patient {id}?',
  'erasures.sure.text':
    'Her key is destroyed: nobody reads her record again, in no backup either. Her choices, proxies, cases and account go with it. This cannot be undone.',
  'erasures.sure.do': 'Erase for good',
  'erasures.sure.not': 'Do not erase',
  'erasures.ask': 'Ask for an erasure',
  'erasures.ask.text':
    'Nothing is erased yet: another operator has {hours, plural, one {one hour} other {# hours}} to confirm it.',
  'erasures.ask.send': 'Ask for it',
  'erasures.patient': 'Id of the Patient',
  'erasures.patient.hint': 'As the identity desk shows it.',
  'erasures.patient.missing': 'Enter the id of the Patient',
  'erasures.reason': 'Why',
  'erasures.reason.hint': 'Kept beside the id: say no more about the person than is needed.',
  'erasures.reason.missing': 'Say why, in {least} characters or more',
} as const;
