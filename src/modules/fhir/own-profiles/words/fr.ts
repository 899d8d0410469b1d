/** What the rules of the own profiles say, in French, by their keys. */
export const fr: Readonly<Record<string, string>> = {
  'dis-course':
    'Un compte rendu de sortie dit ce qui a été fait : dans la section « Déroulement du séjour » (LOINC 8648-8) ou « Synthèse de sortie » (LOINC 18842-5).',
  'dis-dischargeDiagnoses': 'La section « Diagnostics de sortie » (LOINC 11535-2) est recommandée.',
  'dis-dischargeMedicines': 'La section « Médicaments après la sortie » (LOINC 75311-1) est recommandée.',
  'dis-encounter': 'Un compte rendu de sortie devrait nommer le séjour dont il s’agit (Composition.encounter).',
  'dis-end': 'Un séjour dont rend compte un compte rendu de sortie devrait avoir une fin : la sortie.',
  'dis-planOfCare': 'La section « Projet de soins » (LOINC 18776-5) est recommandée.',
  'dis-type':
    'Le type d’un compte rendu de sortie est un de LOINC 34105-7, 18842-5, 100719-4, 59258-4, 11490-0, 28655-9, 34106-5, 34745-0.',
  'doc-custodian':
    'Une Composition devrait nommer son dépositaire (custodian) : qui conserve le document et en répond.',
  'doc-identifier':
    'Une Composition devrait avoir un identifiant qui reste le même quand le document est émis à nouveau.',
  'doc-language': 'Un document devrait dire en quelle langue il est écrit (Bundle.language ou Composition.language).',
  'doc-medicine': 'Le document contient la Medication comme entrée, à l’adresse donnée ici.',
  'doc-patient': 'Le document contient comme entrée le patient dont il s’agit, à l’adresse donnée ici.',
  'doc-words': 'Une section a des mots que l’on peut lire (text), ou contient des sections qui en ont.',
  'dsp-content': 'La section énumère au moins un élément.',
  'dsp-performer': 'Une délivrance devrait nommer le pharmacien ou la pharmacie (performer ou location).',
  'img-findings':
    'Un compte rendu d’imagerie dit ce qui a été vu : dans la section « Constatations » (LOINC 59776-5 ou 18782-3), « Conclusion » (19005-8) ou « Compte rendu » (LP173421-1).',
  'img-history': 'La section « Antécédents » (LOINC 11329-0) est recommandée.',
  'img-modality': 'Un examen d’imagerie devrait dire par quelle modalité les images ont été prises.',
  'img-oid': 'Un UID de DICOM devrait s’écrire urn:oid: suivi de l’UID.',
  'img-order': 'La section « Demande » (LOINC 55115-0) est recommandée.',
  'img-procedure': 'La section « Procédure » (LOINC 55111-9) est recommandée.',
  'img-reported': 'Le DiagnosticReport devrait nommer les examens d’imagerie dont il rend compte.',
  'img-start': 'Un examen d’imagerie devrait dire quand il a été fait.',
  'img-study': 'La section nomme les examens d’imagerie dont il est rendu compte.',
  'img-type':
    'Un compte rendu d’imagerie le dit par son type ou sa catégorie : LOINC 85430-7, 18748-4, 68604-8, 18726-0, Medical-Imaging des catégories européennes, ou un service qui produit des images.',
  'img-uid': 'Un examen d’imagerie a son Study Instance UID de DICOM comme identifiant du système urn:dicom:uid.',
  'lab-composition':
    'Le DiagnosticReport devrait nommer la Composition de son document (extension DiagnosticReport.composition de R5).',
  'lab-content':
    'Une section énumère des résultats, ou contient des sections qui en énumèrent, ou est une annotation en mots (LOINC 48767-8).',
  'lab-material': 'Un prélèvement devrait dire ce qu’il est (type).',
  'lab-same-encounter': 'Composition et DiagnosticReport nomment la même venue, si les deux en nomment une.',
  'lab-same-identifier':
    'Composition et DiagnosticReport sont un seul compte rendu : ils partagent un identifiant s’ils en ont tous deux.',
  'lab-same-subject': 'Composition et DiagnosticReport portent sur la même personne.',
  'lab-same-type': 'Composition.type et DiagnosticReport.code partagent un code.',
  'lab-specimen': 'Un compte rendu de laboratoire devrait nommer les prélèvements examinés.',
  'lab-type':
    'Le type d’un compte rendu de laboratoire est LOINC 11502-2, ou le code LOINC d’un genre d’examens de laboratoire.',
  'lab-unit': 'Une quantité devrait avoir une unité d’UCUM (system http://unitsofmeasure.org et code).',
  'lab-value':
    'Un résultat a une valeur, des composants ou des membres, ou dit pourquoi non (dataAbsentReason), sauf s’il est enregistré ou annulé.',
  'med-form': 'Un produit décrit par ses composants devrait avoir une forme et un dosage.',
  'med-name': 'Un produit a un code ou un identifiant, ou dit ce qu’il contient (ingredient).',
  'med-product': 'Le médicament est nommé : par un code, par un texte ou par une Medication.',
  'pat-gender': 'Un patient devrait avoir un sexe (administratif).',
  'pat-identifier': 'Un patient devrait avoir un identifiant, par lequel un autre système peut trouver la personne.',
  'pat-name': 'Un nom a un nom de famille, des prénoms ou un texte, ou dit pourquoi ils manquent.',
  'ps-content': 'La section énumère ce qui est connu, ou dit par une entrée ou par emptyReason que rien ne l’est.',
  'ps-devices': 'La section « Dispositifs médicaux et implants » (LOINC 46264-8) est recommandée.',
  'ps-immunizations': 'La section « Vaccinations » (LOINC 11369-6) est recommandée.',
  'ps-procedures': 'La section « Actes » (LOINC 47519-4) est recommandée.',
  'ps-results': 'La section « Résultats » (LOINC 30954-2) est recommandée.',
  'rx-content': 'La section énumère au moins un élément.',
  'rx-dosage':
    'Une prescription devrait dire comment prendre le médicament (dosageInstruction), ne serait-ce qu’en mots.',
  'rx-group': 'Les médicaments prescrits ensemble partagent un groupIdentifier.',
  'rx-identifier':
    'Une prescription devrait avoir un identifiant (identifier ou groupIdentifier), par lequel une pharmacie peut la trouver.',
  'rx-negated': 'Une prescription ne dit pas que le médicament ne doit pas être pris (doNotPerform).',
  'rx-order':
    'Une prescription est un ordre, ou une option dans un ordre : un projet ou une proposition n’en est pas une.',
  'rx-prescriber': 'Le prescripteur devrait avoir un nom.',
  'rx-quantity':
    'Une prescription devrait dire combien délivrer : dispenseRequest.quantity ou expectedSupplyDuration, ou l’extension prescribedQuantity d’IHE.',
};
