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

  // What the policy withholds, and the person may share
  'withheld.title': 'Withheld by the rules, unless you share it',
  'withheld.text':
    'Authors mark some entries as especially sensitive. The rules in force here ({country}) then withhold them, even from professionals who give care. You can share them all the same, subject by subject.',
  'withheld.author': 'Whoever wrote an entry sees it in any case, and so does whoever declares an emergency.',
  'withheld.none': 'The rules withhold nothing because of how it is marked.',
  'withheld.from': 'Withheld from {from}.',
  'withheld.shared': 'Shared with {from} who may read the record.',
  'withheld.shared.anyway': 'Shared. The rules do not withhold it today.',
  'withheld.hidden-too': 'This subject is also hidden by a choice further up, which still holds.',
  'withheld.share': 'Share it',
  'withheld.share.of': 'Share it: {mark}',
  'withheld.back': 'Withhold it again',
  'withheld.back.of': 'Withhold it again: {mark}',
  'withheld.confirm.share': 'Share what is marked “{mark}”?',
  'withheld.confirm.share.text':
    'It is then shown to {from} who may read the record. That holds for entries to come, too. What you hide yourself stays hidden, and you can take this back at any time.',
  'withheld.confirm.back': 'Withhold what is marked “{mark}” again?',
  'withheld.confirm.back.text':
    '{from, select, nobody {The rules decide again whether it is withheld.} other {It is then withheld again from {from}.}} Who has seen it may remember it.',

  // What was chosen before
  'history.title': 'Choices over time',
  'history.text': 'Each change leaves a receipt: what was chosen, when and by whom.',
  'history.none': 'Nothing has been chosen yet. The rules in force here hold.',
  'history.show': 'Show all changes',
  'history.now': 'In force',
  'history.receipt': 'Receipt no. {version}',
  'history.self': 'chosen by you',
  'history.other': 'chosen by another account that may decide here',
  'history.hidden': 'Hidden {whom}: {what}',
  'history.back': 'No longer hidden {whom}: {what}',
  'history.shared': 'Shared, though the rules withhold it: what is marked “{mark}”',
  'history.withheld': 'Withheld by the rules again: what is marked “{mark}”',
  'history.closed': 'Closed to other countries',
  'history.opened': 'Opened to other countries',
  'history.same': 'Saved without a change',
  'history.before': 'What was chosen before is not listed any more',
} as const;
