import type { Part } from '../index.ts';

export const abroad: Part<'abroad'> = {
  // From abroad
  'abroad.title': 'Um utente de outro país',
  'abroad.lead': 'Peça a outro país o resumo da pessoa que tem à sua frente. Lê-o na sua língua.',
  'abroad.country': 'Que país guarda o registo?',
  'abroad.country.missing': 'Escolha o país',
  'abroad.countries.empty.title': 'Nenhum país está ligado',
  'abroad.countries.empty.text':
    'O ponto de contacto do seu país decide a que outros se pergunta. Diga-lhe de qual precisa.',
  'abroad.traits': 'Quem é o utente?',
  'abroad.traits.help':
    'Copie de um documento de identidade ou do Cartão Europeu de Seguro de Doença. Tem de coincidir exatamente.',
  'abroad.purpose': 'Para que precisa do resumo?',
  'abroad.purpose.TREAT': 'Tratamento',
  'abroad.purpose.TREAT.about': 'Está a tratar esta pessoa agora.',
  'abroad.purpose.ETREAT': 'Urgência',
  'abroad.purpose.ETREAT.about': 'A vida ou a saúde está em perigo. A pessoa saberá que o declarou.',
  'abroad.purpose.missing': 'Escolha para que precisa do resumo',
  'abroad.notice': 'O utente vê quem pediu: o seu nome, a sua função, a sua instituição e o motivo.',
  'abroad.demo':
    'Nesta demonstração: inicie sessão no outro nó como cidadã. O número e a data de nascimento estão na capa do registo.',
  'abroad.ask': 'Pedir o resumo ({country})',
  'abroad.ask.plain': 'Perguntar',
  'abroad.waiting.title': 'Pedido em curso: {country}',
  'abroad.waiting.text':
    'Apresentamos a sua identidade profissional, procuramos a pessoa e trazemos o resumo. Demora alguns segundos.',
  'abroad.waiting.long': 'Está a demorar mais do que é costume. Esperamos até um minuto.',
  'abroad.cancel': 'Parar',
  'abroad.result.title': 'Resumo do utente, país de origem: {country}',
  'abroad.result.translated':
    '{count, plural, =0 {Nenhum termo precisou de tradução.} one {# termo é mostrado na sua língua.} other {# termos são mostrados na sua língua.}}',
  'abroad.result.source': 'Guardado por {custodian}. Última alteração: {date}.',
  'abroad.result.untranslated':
    '{count, plural, =0 {Todos os termos codificados estão traduzidos. As notas em texto livre ficam no original e estão assinaladas.} one {# termo não pôde ser traduzido e está assinalado.} other {# termos não puderam ser traduzidos e estão assinalados.}}',
  'abroad.result.logged': 'Este pedido fica registado nos dois países e o utente pode vê-lo.',
  'abroad.result.again': 'Pedir o resumo de outro utente',
  'abroad.change': 'Alterar o que escrevi',
  'failure.next': 'O que pode fazer',
  'failure.no-match.title': '{country}: nenhum registo para estes dados',
  'failure.no-match.text':
    'É tudo o que se sabe. Não diz se a pessoa tem lá um registo, nem se está doente ou saudável.',
  'failure.no-match.next':
    'Verifique o número e a data de nascimento com o utente. Se estiverem certos, continue como com qualquer utente sem registo.',
  'failure.unreachable.title': '{country}: sem resposta',
  'failure.unreachable.text': 'Não foi possível fazer a ligação. Isto nada diz sobre o utente.',
  'failure.unreachable.next':
    'Tente de novo daqui a uns minutos. Se for urgente, continue sem o resumo e pergunte ao utente.',
  'failure.timeout.title': '{country}: resposta demasiado lenta',
  'failure.timeout.text': 'Esperámos e parámos. Isto nada diz sobre o utente.',
  'failure.timeout.next': 'Tente de novo. Se for urgente, continue sem o resumo e pergunte ao utente.',
  'failure.certificate.title': '{country}: não temos a certeza de quem responde',
  'failure.certificate.text':
    'O certificado eletrónico não é válido, por isso nada perguntámos nem enviámos sobre o utente.',
  'failure.certificate.next': 'Continue sem o resumo. Avise o seu ponto de contacto nacional e dê a referência abaixo.',
  'failure.refused.title': '{country}: pedido não aceite',
  'failure.refused.text': 'Este serviço ou as suas credenciais não foram reconhecidos. Isto nada diz sobre o utente.',
  'failure.refused.next': 'Continue sem o resumo. Avise o seu ponto de contacto nacional e dê a referência abaixo.',
  'failure.clock.title': 'Os relógios dos dois países não coincidem',
  'failure.clock.text': 'Por segurança, um pedido só vale por pouco tempo. Isto nada diz sobre o utente.',
  'failure.clock.next': 'Continue sem o resumo. Avise o seu ponto de contacto nacional e dê a referência abaixo.',
  'failure.bad-answer.title': '{country}: resposta que não podemos ler com segurança',
  'failure.bad-answer.text': 'Não mostramos um documento que possa estar errado ou incompleto.',
  'failure.bad-answer.next': 'Continue sem o resumo. Avise o seu ponto de contacto nacional e dê a referência abaixo.',
  'failure.unknown-country.title': 'Este país não está ligado',
  'failure.unknown-country.text': 'O seu nó não tem acordo com ele, por isso nada foi perguntado.',
  'failure.unknown-country.next': 'Escolha outro país ou fale com o seu ponto de contacto nacional.',
  'failure.traits.title': '{country}: dados que não se podem usar',
  'failure.traits.text': 'Falta um dado ou não tem a forma certa.',
  'failure.traits.next': 'Verifique o número e a data de nascimento e pergunte de novo.',
};
