/** What the rules of the own profiles say, in Portuguese, by their keys. */
export const pt: Readonly<Record<string, string>> = {
  'dis-course':
    'Um relatório de alta diz o que foi feito: na secção «Evolução» (LOINC 8648-8) ou «Resumo de alta» (LOINC 18842-5).',
  'dis-dischargeDiagnoses': 'Recomenda-se a secção «Diagnósticos à alta» (LOINC 11535-2).',
  'dis-dischargeMedicines': 'Recomenda-se a secção «Medicamentos após a alta» (LOINC 75311-1).',
  'dis-encounter': 'Um relatório de alta deveria nomear o internamento de que trata (Composition.encounter).',
  'dis-end': 'Um internamento de que trata um relatório de alta deveria ter um fim: a alta.',
  'dis-planOfCare': 'Recomenda-se a secção «Plano de cuidados» (LOINC 18776-5).',
  'dis-type':
    'O tipo de um relatório de alta é um de LOINC 34105-7, 18842-5, 100719-4, 59258-4, 11490-0, 28655-9, 34106-5, 34745-0.',
  'doc-custodian':
    'Uma Composition deveria nomear o seu depositário (custodian): quem guarda o documento e responde por ele.',
  'doc-identifier': 'Uma Composition deveria ter um identificador que se mantém quando o documento é emitido de novo.',
  'doc-language': 'Um documento deveria dizer em que língua está escrito (Bundle.language ou Composition.language).',
  'doc-medicine': 'O documento contém a Medication como entrada, no endereço indicado aqui.',
  'doc-patient': 'O documento contém como entrada o paciente de que se trata, no endereço indicado aqui.',
  'doc-words': 'Uma secção tem palavras que se podem ler (text), ou contém secções que as têm.',
  'dsp-content': 'A secção enumera pelo menos um elemento.',
  'dsp-performer': 'Uma dispensa deveria nomear o farmacêutico ou a farmácia (performer ou location).',
  'img-findings':
    'Um relatório de imagiologia diz o que foi visto: na secção «Achados» (LOINC 59776-5 ou 18782-3), «Conclusão» (19005-8) ou «Relatório» (LP173421-1).',
  'img-history': 'Recomenda-se a secção «Antecedentes» (LOINC 11329-0).',
  'img-modality': 'Um estudo de imagem deveria dizer com que modalidade as imagens foram obtidas.',
  'img-oid': 'Um UID de DICOM deveria escrever-se como urn:oid: seguido do UID.',
  'img-order': 'Recomenda-se a secção «Pedido» (LOINC 55115-0).',
  'img-procedure': 'Recomenda-se a secção «Procedimento» (LOINC 55111-9).',
  'img-reported': 'O DiagnosticReport deveria nomear os estudos de imagem de que dá conta.',
  'img-start': 'Um estudo de imagem deveria dizer quando foi feito.',
  'img-study': 'A secção nomeia os estudos de imagem de que se dá conta.',
  'img-type':
    'Um relatório de imagiologia di-lo pelo seu tipo ou categoria: LOINC 85430-7, 18748-4, 68604-8, 18726-0, Medical-Imaging das categorias europeias, ou um serviço que produz imagens.',
  'img-uid': 'Um estudo de imagem tem o seu Study Instance UID de DICOM como identificador do sistema urn:dicom:uid.',
  'lab-composition':
    'O DiagnosticReport deveria nomear a Composition do seu documento (extensão DiagnosticReport.composition de R5).',
  'lab-content':
    'Uma secção enumera resultados, ou contém secções que os enumeram, ou é uma anotação por palavras (LOINC 48767-8).',
  'lab-material': 'Uma amostra deveria dizer o que é (type).',
  'lab-same-encounter': 'Composition e DiagnosticReport nomeiam o mesmo contacto, se ambos nomeiam um.',
  'lab-same-identifier':
    'Composition e DiagnosticReport são um só relatório: partilham um identificador se ambos o têm.',
  'lab-same-subject': 'Composition e DiagnosticReport tratam da mesma pessoa.',
  'lab-same-type': 'Composition.type e DiagnosticReport.code partilham um código.',
  'lab-specimen': 'Um relatório de laboratório deveria nomear as amostras examinadas.',
  'lab-type':
    'O tipo de um relatório de laboratório é LOINC 11502-2, ou o código LOINC de um género de estudos laboratoriais.',
  'lab-unit': 'Uma quantidade deveria ter uma unidade de UCUM (system http://unitsofmeasure.org e code).',
  'lab-value':
    'Um resultado tem um valor, componentes ou membros, ou diz porque não (dataAbsentReason), salvo se estiver registado ou cancelado.',
  'med-form': 'Um produto descrito pelos seus componentes deveria ter forma e dosagem.',
  'med-name': 'Um produto tem um código ou um identificador, ou diz o que contém (ingredient).',
  'med-product': 'O medicamento está nomeado: por um código, por um texto ou por uma Medication.',
  'pat-gender': 'Um paciente deveria ter um sexo (administrativo).',
  'pat-identifier': 'Um paciente deveria ter um identificador pelo qual outro sistema possa encontrar a pessoa.',
  'pat-name': 'Um nome tem apelido, nomes próprios ou um texto, ou diz por que faltam.',
  'ps-content': 'A secção enumera o que se sabe, ou diz por uma entrada ou por emptyReason que nada se sabe.',
  'ps-devices': 'Recomenda-se a secção «Dispositivos médicos e implantes» (LOINC 46264-8).',
  'ps-immunizations': 'Recomenda-se a secção «Vacinas» (LOINC 11369-6).',
  'ps-procedures': 'Recomenda-se a secção «Procedimentos» (LOINC 47519-4).',
  'ps-results': 'Recomenda-se a secção «Resultados» (LOINC 30954-2).',
  'rx-content': 'A secção enumera pelo menos um elemento.',
  'rx-dosage': 'Uma prescrição deveria dizer como se toma o medicamento (dosageInstruction), ainda que por palavras.',
  'rx-group': 'Os medicamentos prescritos em conjunto partilham um groupIdentifier.',
  'rx-identifier':
    'Uma prescrição deveria ter um identificador (identifier ou groupIdentifier) pelo qual uma farmácia a possa encontrar.',
  'rx-negated': 'Uma prescrição não diz que o medicamento não deve ser tomado (doNotPerform).',
  'rx-order': 'Uma prescrição é uma ordem, ou uma opção dentro dela: um plano ou uma proposta não o é.',
  'rx-prescriber': 'Quem prescreve deveria ter um nome.',
  'rx-quantity':
    'Uma prescrição deveria dizer quanto se dispensa: dispenseRequest.quantity ou expectedSupplyDuration, ou a extensão prescribedQuantity da IHE.',
};
