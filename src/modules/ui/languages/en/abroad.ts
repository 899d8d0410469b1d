export const abroad = {
  // From abroad
  'abroad.title': 'A patient from abroad',
  'abroad.lead': 'Ask another country for the summary of the person in front of you. You read it in your language.',
  'abroad.country': 'Which country keeps the record?',
  'abroad.country.missing': 'Choose the country',
  'abroad.countries.empty.title': 'No country is connected',
  'abroad.countries.empty.text':
    'The contact point of your country decides which others are asked. Tell it which one you need.',
  'abroad.traits': 'Who is the patient?',
  'abroad.traits.help':
    'Copy this from an identity document or from the European Health Insurance Card. It must match exactly.',
  'abroad.purpose': 'Why do you need the summary?',
  'abroad.purpose.TREAT': 'Treatment',
  'abroad.purpose.TREAT.about': 'You treat this person now.',
  'abroad.purpose.ETREAT': 'Emergency',
  'abroad.purpose.ETREAT.about': 'Life or health is in danger. The person is told that you said so.',
  'abroad.purpose.missing': 'Choose why you need the summary',
  'abroad.notice': 'The patient sees who asked: your name, your role, your organisation and the reason.',
  'abroad.demo':
    'In this demonstration: sign in at the other node as a citizen. Her number and date of birth stand on the cover of her record.',
  'abroad.ask': 'Ask {country}',
  'abroad.ask.plain': 'Ask',
  'abroad.waiting.title': 'Asking {country}',
  'abroad.waiting.text':
    'We show your credentials, look for the person and fetch the summary. This takes a few seconds.',
  'abroad.waiting.long': 'It takes longer than usual. We go on waiting for up to a minute.',
  'abroad.cancel': 'Stop',
  'abroad.result.title': 'Patient summary from {country}',
  'abroad.result.translated':
    '{count, plural, =0 {No terms needed translation.} one {# term is shown in your language.} other {# terms are shown in your language.}}',
  'abroad.result.source': 'Kept by {custodian}. Last changed {date}.',
  'abroad.result.untranslated':
    '{count, plural, =0 {All coded terms are translated. Notes in free text stay in the original and are marked.} one {# term could not be translated and is marked.} other {# terms could not be translated and are marked.}}',
  'abroad.result.logged': 'This request is recorded in both countries, and the patient can see it.',
  'abroad.result.again': 'Ask about another patient',
  'abroad.change': 'Change what I entered',
  'failure.next': 'What you can do',
  'failure.no-match.title': '{country} gives no record for these details',
  'failure.no-match.text':
    'This is all that is known. It does not tell you whether the person has a record there, or whether she is ill or well.',
  'failure.no-match.next':
    'Check the number and the date of birth with the patient. If both are right, go on as for any patient without a record.',
  'failure.unreachable.title': '{country} does not answer',
  'failure.unreachable.text': 'The connection could not be made. It says nothing about the patient.',
  'failure.unreachable.next':
    'Try again in a few minutes. If it is urgent, go on without the summary and ask the patient.',
  'failure.timeout.title': '{country} answers too slowly',
  'failure.timeout.text': 'We waited and stopped. It says nothing about the patient.',
  'failure.timeout.next': 'Try again. If it is urgent, go on without the summary and ask the patient.',
  'failure.certificate.title': 'We cannot be sure that it is {country} that answers',
  'failure.certificate.text':
    'Its electronic certificate is not valid, so we asked nothing and sent nothing about the patient.',
  'failure.certificate.next':
    'Go on without the summary. Tell your national contact point and give the reference below.',
  'failure.refused.title': '{country} did not accept our request',
  'failure.refused.text': 'It did not recognise this service or your credentials. It says nothing about the patient.',
  'failure.refused.next': 'Go on without the summary. Tell your national contact point and give the reference below.',
  'failure.clock.title': 'The clocks of the two countries do not agree',
  'failure.clock.text': 'For safety, requests are valid for a short time only. It says nothing about the patient.',
  'failure.clock.next': 'Go on without the summary. Tell your national contact point and give the reference below.',
  'failure.bad-answer.title': '{country} sent something that we cannot read safely',
  'failure.bad-answer.text': 'We do not show a document that may be wrong or incomplete.',
  'failure.bad-answer.next':
    'Go on without the summary. Tell your national contact point and give the reference below.',
  'failure.unknown-country.title': 'This country is not connected',
  'failure.unknown-country.text': 'Your node has no agreement with it, so nothing was asked.',
  'failure.unknown-country.next': 'Choose another country, or ask your national contact point.',
  'failure.traits.title': '{country} could not use the details',
  'failure.traits.text': 'A detail is missing or does not have the right form.',
  'failure.traits.next': 'Check the number and the date of birth, then ask again.',
} as const;
