export const sharing = {
  // Sharing
  'sharing.title': 'Sharing',
  'sharing.title.other': 'Sharing of the record of {name}',
  'sharing.lead':
    'You decide who sees this record. Nothing changes before you confirm it, and you can undo it at any time.',
  'sharing.hidden':
    'Professionals cannot see that something is hidden. To them it looks as if it did not exist. Bear in mind that they may then decide without knowing it.',
  'sharing.border.title': 'Reading from other countries',
  'sharing.border.switch': 'Health professionals in other countries may read the summary',
  'sharing.border.on':
    'Allowed. Where care is needed in another European country, the professional there can ask for the summary.',
  'sharing.border.off':
    'Closed. Whoever asks from another country is told that there is no record, in an emergency too.',
  'sharing.border.law': 'EHDS article 10: right to opt out. You can opt in again whenever you want.',
  'sharing.border.confirm.off.title': 'Close your record to other countries?',
  'sharing.border.confirm.off.text':
    'From now on, professionals in other countries get the same answer as for a person we do not know. They cannot see your allergies or medicines, in an emergency either. Nothing changes at home.',
  'sharing.border.confirm.off.do': 'Close it to other countries',
  'sharing.border.confirm.on.title': 'Open your summary to other countries?',
  'sharing.border.confirm.on.text':
    'From now on, a health professional who treats you in another European country can read your summary. What you have hidden stays hidden. Each visit appears under “Who looked”.',
  'sharing.border.confirm.on.do': 'Open it to other countries',
  'sharing.parts.title': 'Parts of the record',
  'sharing.parts.text': 'Choose for each part who sees it.',
  'sharing.parts.law': 'EHDS article 8: right to restrict access.',
  'sharing.level.all': 'All professionals who give care',
  'sharing.level.all.about': 'Professionals who give care to this person, at home and abroad.',
  'sharing.level.home': 'Only in the home country',
  'sharing.level.home.about': 'Professionals who give care to this person at home. Hidden abroad.',
  'sharing.level.me': 'No professional',
  'sharing.level.me.about': 'Only this person, and those who act for her. Hidden from all professionals.',
  'sharing.changes': '{count, plural, one {# change is not saved yet} other {# changes are not saved yet}}',
  'sharing.review': 'Check and save',
  'sharing.undo': 'Undo',
  'sharing.confirm.title': '{count, plural, one {Make this change?} other {Make these # changes?}}',
  'sharing.confirm.text': 'It takes effect with the next request.',
  'sharing.confirm.all': '{part}: professionals who give care see it again, at home and abroad.',
  'sharing.confirm.home':
    '{part}: hidden from professionals in other countries. They are not told that something is hidden, and may decide without knowing it. At home it stays visible.',
  'sharing.confirm.me':
    '{part}: hidden from all professionals, at home and abroad. They may decide without knowing it.',
  'sharing.confirm.do': 'Save',
  'sharing.cancel': 'Cancel',
  'sharing.saved': 'Saved. It holds from now on.',
  'sharing.failed': 'Not saved. Your former choices still hold.',
  'sharing.changed': 'Last changed {date}',
} as const;
