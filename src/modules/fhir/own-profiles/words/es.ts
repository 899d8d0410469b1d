/** What the rules of the own profiles say, in Spanish, by their keys. */
export const es: Readonly<Record<string, string>> = {
  'dis-course':
    'Un informe de alta dice lo que se hizo: en la sección «Evolución» (LOINC 8648-8) o «Resumen de alta» (LOINC 18842-5).',
  'dis-dischargeDiagnoses': 'Se recomienda la sección «Diagnósticos al alta» (LOINC 11535-2).',
  'dis-dischargeMedicines': 'Se recomienda la sección «Medicamentos tras el alta» (LOINC 75311-1).',
  'dis-encounter': 'Un informe de alta debería nombrar la estancia de la que trata (Composition.encounter).',
  'dis-end': 'Una estancia de la que trata un informe de alta debería tener un final: el alta.',
  'dis-planOfCare': 'Se recomienda la sección «Plan de cuidados» (LOINC 18776-5).',
  'dis-type':
    'El tipo de un informe de alta es uno de LOINC 34105-7, 18842-5, 100719-4, 59258-4, 11490-0, 28655-9, 34106-5, 34745-0.',
  'doc-custodian':
    'Una Composition debería nombrar a su custodio (custodian): quién guarda el documento y responde de él.',
  'doc-identifier':
    'Una Composition debería tener un identificador que no cambie cuando el documento se emite de nuevo.',
  'doc-language': 'Un documento debería decir en qué idioma está escrito (Bundle.language o Composition.language).',
  'doc-medicine': 'El documento contiene la Medication como entrada, en la dirección que se da aquí.',
  'doc-patient': 'El documento contiene como entrada al paciente del que se trata, en la dirección que se da aquí.',
  'doc-words': 'Una sección tiene palabras que se pueden leer (text), o contiene secciones que las tienen.',
  'dsp-content': 'La sección enumera al menos un elemento.',
  'dsp-performer': 'Una dispensación debería nombrar al farmacéutico o a la farmacia (performer o location).',
  'img-findings':
    'Un informe de imagen dice lo que se vio: en la sección «Hallazgos» (LOINC 59776-5 o 18782-3), «Impresión» (19005-8) o «Informe» (LP173421-1).',
  'img-history': 'Se recomienda la sección «Antecedentes» (LOINC 11329-0).',
  'img-modality': 'Un estudio de imagen debería decir con qué modalidad se tomaron las imágenes.',
  'img-oid': 'Un UID de DICOM debería escribirse como urn:oid: seguido del UID.',
  'img-order': 'Se recomienda la sección «Solicitud» (LOINC 55115-0).',
  'img-procedure': 'Se recomienda la sección «Procedimiento» (LOINC 55111-9).',
  'img-reported': 'El DiagnosticReport debería nombrar los estudios de imagen de los que informa.',
  'img-start': 'Un estudio de imagen debería decir cuándo se hizo.',
  'img-study': 'La sección nombra los estudios de imagen de los que se informa.',
  'img-type':
    'Un informe de imagen lo dice por su tipo o su categoría: LOINC 85430-7, 18748-4, 68604-8, 18726-0, Medical-Imaging de las categorías europeas, o un servicio que produce imágenes.',
  'img-uid': 'Un estudio de imagen tiene su Study Instance UID de DICOM como identificador del sistema urn:dicom:uid.',
  'lab-composition':
    'El DiagnosticReport debería nombrar la Composition de su documento (extensión DiagnosticReport.composition de R5).',
  'lab-content':
    'Una sección enumera resultados, o contiene secciones que los enumeran, o es una anotación con palabras (LOINC 48767-8).',
  'lab-material': 'Una muestra debería decir qué es (type).',
  'lab-same-encounter': 'Composition y DiagnosticReport nombran el mismo encuentro, si ambos nombran uno.',
  'lab-same-identifier':
    'Composition y DiagnosticReport son un mismo informe: comparten un identificador si ambos lo tienen.',
  'lab-same-subject': 'Composition y DiagnosticReport tratan de la misma persona.',
  'lab-same-type': 'Composition.type y DiagnosticReport.code comparten un código.',
  'lab-specimen': 'Un informe de laboratorio debería nombrar las muestras examinadas.',
  'lab-type':
    'El tipo de un informe de laboratorio es LOINC 11502-2, o el código LOINC de una clase de estudios de laboratorio.',
  'lab-unit': 'Una cantidad debería tener una unidad de UCUM (system http://unitsofmeasure.org y code).',
  'lab-value':
    'Un resultado tiene un valor, componentes o miembros, o dice por qué no (dataAbsentReason), salvo que esté registrado o cancelado.',
  'med-form': 'Un producto descrito por sus componentes debería tener una forma y una dosis.',
  'med-name': 'Un producto tiene un código o un identificador, o dice lo que contiene (ingredient).',
  'med-product': 'El medicamento está nombrado: por un código, por un texto o por una Medication.',
  'pat-gender': 'Un paciente debería tener un sexo (administrativo).',
  'pat-identifier': 'Un paciente debería tener un identificador por el que otro sistema pueda encontrar a la persona.',
  'pat-name': 'Un nombre tiene apellidos, nombres de pila o un texto, o dice por qué faltan.',
  'ps-content': 'La sección enumera lo que se sabe, o dice con una entrada o con emptyReason que no se sabe nada.',
  'ps-devices': 'Se recomienda la sección «Dispositivos e implantes» (LOINC 46264-8).',
  'ps-immunizations': 'Se recomienda la sección «Vacunas» (LOINC 11369-6).',
  'ps-procedures': 'Se recomienda la sección «Procedimientos» (LOINC 47519-4).',
  'ps-results': 'Se recomienda la sección «Resultados» (LOINC 30954-2).',
  'rx-content': 'La sección enumera al menos un elemento.',
  'rx-dosage':
    'Una prescripción debería decir cómo se toma el medicamento (dosageInstruction), aunque sea con palabras.',
  'rx-group': 'Los medicamentos que se prescriben juntos comparten un groupIdentifier.',
  'rx-identifier':
    'Una prescripción debería tener un identificador (identifier o groupIdentifier) por el que una farmacia pueda encontrarla.',
  'rx-negated': 'Una prescripción no dice que el medicamento no deba tomarse (doNotPerform).',
  'rx-order': 'Una prescripción es una orden, o una opción dentro de ella: un plan o una propuesta no lo es.',
  'rx-prescriber': 'Quien prescribe debería tener un nombre.',
  'rx-quantity':
    'Una prescripción debería decir cuánto se dispensa: dispenseRequest.quantity o expectedSupplyDuration, o la extensión prescribedQuantity de IHE.',
};
