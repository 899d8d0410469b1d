/** What the rules of the own profiles say, in German, by their keys. */
export const de: Readonly<Record<string, string>> = {
  'dis-course':
    'Ein Entlassbericht sagt, was getan wurde: im Abschnitt „Verlauf“ (LOINC 8648-8) oder „Entlassbrief“ (LOINC 18842-5).',
  'dis-dischargeDiagnoses': 'Der Abschnitt „Entlassdiagnosen“ (LOINC 11535-2) wird empfohlen.',
  'dis-dischargeMedicines': 'Der Abschnitt „Arzneimittel nach der Entlassung“ (LOINC 75311-1) wird empfohlen.',
  'dis-encounter': 'Ein Entlassbericht sollte den Aufenthalt nennen, um den es geht (Composition.encounter).',
  'dis-end': 'Ein Aufenthalt, von dem ein Entlassbericht handelt, sollte ein Ende haben: die Entlassung.',
  'dis-planOfCare': 'Der Abschnitt „Behandlungsplan“ (LOINC 18776-5) wird empfohlen.',
  'dis-type':
    'Der Typ eines Entlassberichts ist einer von LOINC 34105-7, 18842-5, 100719-4, 59258-4, 11490-0, 28655-9, 34106-5, 34745-0.',
  'doc-custodian':
    'Eine Composition sollte ihren Verwahrer (custodian) nennen: wer das Dokument aufbewahrt und dafür einsteht.',
  'doc-identifier':
    'Eine Composition sollte eine Kennung haben, die gleich bleibt, wenn das Dokument neu ausgestellt wird.',
  'doc-language':
    'Ein Dokument sollte sagen, in welcher Sprache es geschrieben ist (Bundle.language oder Composition.language).',
  'doc-medicine': 'Das Dokument hat die Medication als Eintrag unter der Adresse, die hier steht.',
  'doc-patient': 'Das Dokument hat den Patienten, um den es geht, als Eintrag unter der Adresse, die hier steht.',
  'doc-words': 'Ein Abschnitt hat Worte zum Lesen (text) oder Abschnitte darin, die welche haben.',
  'dsp-content': 'Der Abschnitt zählt mindestens eines auf.',
  'dsp-performer': 'Eine Abgabe sollte Apotheker oder Apotheke nennen (performer oder location).',
  'img-findings':
    'Ein Bildgebungsbefund sagt, was gesehen wurde: im Abschnitt „Befunde“ (LOINC 59776-5 oder 18782-3), „Beurteilung“ (19005-8) oder „Bericht“ (LP173421-1).',
  'img-history': 'Der Abschnitt „Vorgeschichte“ (LOINC 11329-0) wird empfohlen.',
  'img-modality': 'Eine Untersuchung sollte sagen, mit welcher Modalität die Bilder gemacht wurden.',
  'img-oid': 'Eine UID von DICOM sollte als urn:oid: und UID dastehen.',
  'img-order': 'Der Abschnitt „Auftrag“ (LOINC 55115-0) wird empfohlen.',
  'img-procedure': 'Der Abschnitt „Durchführung“ (LOINC 55111-9) wird empfohlen.',
  'img-reported': 'Der DiagnosticReport sollte die Untersuchungen nennen, über die er berichtet.',
  'img-start': 'Eine Untersuchung sollte sagen, wann sie gemacht wurde.',
  'img-study': 'Der Abschnitt nennt die Untersuchungen, über die berichtet wird.',
  'img-type':
    'Ein Bildgebungsbefund sagt durch Typ oder Kategorie, dass er einer ist: LOINC 85430-7, 18748-4, 68604-8, 18726-0, Medical-Imaging der europäischen Kategorien oder ein Dienst, der Bilder macht.',
  'img-uid': 'Eine Untersuchung hat ihre Study Instance UID von DICOM als Kennung des Systems urn:dicom:uid.',
  'lab-composition':
    'Der DiagnosticReport sollte die Composition seines Dokuments nennen (Erweiterung DiagnosticReport.composition von R5).',
  'lab-content':
    'Ein Abschnitt zählt Ergebnisse auf, oder hat Abschnitte darin, die es tun, oder ist eine Anmerkung in Worten (LOINC 48767-8).',
  'lab-material': 'Eine Probe sollte sagen, was sie ist (type).',
  'lab-same-encounter': 'Composition und DiagnosticReport nennen denselben Kontakt, wo beide einen nennen.',
  'lab-same-identifier':
    'Composition und DiagnosticReport sind ein Befund: sie teilen eine Kennung, wo beide eine haben.',
  'lab-same-subject': 'Composition und DiagnosticReport handeln von derselben Person.',
  'lab-same-type': 'Composition.type und DiagnosticReport.code teilen einen Code.',
  'lab-specimen': 'Ein Laborbefund sollte die untersuchten Proben nennen.',
  'lab-type': 'Der Typ eines Laborbefunds ist LOINC 11502-2 oder der LOINC-Code einer Art von Laboruntersuchungen.',
  'lab-unit': 'Eine Menge sollte eine Einheit von UCUM haben (system http://unitsofmeasure.org und code).',
  'lab-value':
    'Ein Ergebnis hat einen Wert, Teile oder Mitglieder, oder sagt, warum nicht (dataAbsentReason), außer es ist angemeldet oder storniert.',
  'med-form': 'Ein Produkt, das durch seine Bestandteile beschrieben ist, sollte Form und Stärke haben.',
  'med-name': 'Ein Produkt hat einen Code oder eine Kennung, oder sagt, was darin ist (ingredient).',
  'med-product': 'Das Arzneimittel ist genannt: durch einen Code, einen Text oder eine Medication.',
  'pat-gender': 'Ein Patient sollte ein (administratives) Geschlecht haben.',
  'pat-identifier': 'Ein Patient sollte eine Kennung haben, an der ein anderes System die Person findet.',
  'pat-name': 'Ein Name hat einen Familiennamen, Vornamen oder einen Text, oder sagt, warum sie fehlen.',
  'ps-content':
    'Der Abschnitt zählt auf, was bekannt ist, oder sagt durch einen Eintrag oder emptyReason, dass nichts bekannt ist.',
  'ps-devices': 'Der Abschnitt „Medizinprodukte und Implantate“ (LOINC 46264-8) wird empfohlen.',
  'ps-immunizations': 'Der Abschnitt „Impfungen“ (LOINC 11369-6) wird empfohlen.',
  'ps-procedures': 'Der Abschnitt „Eingriffe“ (LOINC 47519-4) wird empfohlen.',
  'ps-results': 'Der Abschnitt „Ergebnisse“ (LOINC 30954-2) wird empfohlen.',
  'rx-content': 'Der Abschnitt zählt mindestens eines auf.',
  'rx-dosage':
    'Eine Verschreibung sollte sagen, wie das Arzneimittel genommen wird (dosageInstruction), und sei es in Worten.',
  'rx-group': 'Was zusammen verschrieben ist, hat denselben groupIdentifier.',
  'rx-identifier':
    'Eine Verschreibung sollte eine Kennung haben (identifier oder groupIdentifier), an der eine Apotheke sie findet.',
  'rx-negated': 'Eine Verschreibung sagt nicht, dass das Arzneimittel nicht genommen werden darf (doNotPerform).',
  'rx-order': 'Eine Verschreibung ist eine Anordnung oder eine Möglichkeit darin: ein Plan oder Vorschlag ist keine.',
  'rx-prescriber': 'Wer verschreibt, sollte einen Namen haben.',
  'rx-quantity':
    'Eine Verschreibung sollte sagen, wie viel abgegeben wird: dispenseRequest.quantity oder expectedSupplyDuration, oder die Erweiterung prescribedQuantity von IHE.',
};
