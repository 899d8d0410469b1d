import type { Part } from '../index.ts';

export const upstream: Part<'upstream'> = {
  // Entrar com o que o país dá às pessoas
  'upstream.title': 'Com a sua identidade nacional',
  'upstream.text':
    'Um serviço do seu país diz a este nó quem é. Nada mais é pedido, e nada é guardado de que a sua conta não precise.',
  'upstream.with': 'Entrar com {label}',
  'upstream.for.citizens': 'Para cidadãos',
  'upstream.for.professionals': 'Para profissionais de saúde',
  'upstream.wallet.text': 'Apresente os seus dados de identificação a partir da sua carteira digital.',
  'upstream.wallet.here': 'A carteira está neste dispositivo',
  'upstream.wallet.other': 'A carteira está noutro dispositivo',
  'upstream.wallet.code': 'Código QR para a carteira',
  'upstream.wallet.scan':
    'Leia o código com a sua carteira. Esta página continua sozinha. Nunca leia um código que alguém lhe enviou.',
  'upstream.wallet.link': 'Abrir a carteira sem ler o código',
  'upstream.wallet.answered': 'A sua carteira respondeu. A sessão está a ser iniciada.',
  'upstream.wallet.expired': 'A carteira não respondeu a tempo. Pergunte-lhe de novo.',
  'upstream.choice.title': 'Onde trabalha agora?',
  'upstream.choice.lead': 'Exerce em vários locais. Vê os doentes do local que escolher.',
  'upstream.choice.label': 'Local de trabalho',
  'upstream.choice.missing': 'Escolha onde trabalha agora.',
  'upstream.choice.do': 'Continuar',
  'upstream.profession.2211': 'Médico ou médica de família',
  'upstream.profession.2212': 'Médico ou médica especialista',
  'upstream.profession.2221': 'Enfermeiro ou enfermeira',
  'upstream.profession.2222': 'Parteira ou parteiro',
  'upstream.profession.2261': 'Médico ou médica dentista',
  'upstream.profession.2262': 'Farmacêutico ou farmacêutica',
  'upstream.profession.2264': 'Fisioterapeuta',
  'upstream.problem.refused.title': 'Esta entrada não pôde ser verificada',
  'upstream.problem.refused.text':
    'O que voltou não passa as verificações deste nó. Tente de novo; se continuar assim, avise quem o gere.',
  'upstream.problem.revoked.title': 'Esta identidade já não é válida',
  'upstream.problem.revoked.text':
    'Quem a emitiu revogou-a ou suspendeu-a. Peça-lhe uma nova, ou escolha outra forma de entrar.',
  'upstream.problem.cancelled.title': 'Não concluiu a entrada',
  'upstream.problem.cancelled.text': 'Cancelou, ou a entrada não foi concluída nesse serviço. Pode tentar de novo.',
  'upstream.problem.unavailable.title': 'O serviço não responde',
  'upstream.problem.unavailable.text': 'Tente de novo dentro de alguns minutos, ou escolha outra forma de entrar.',
  'upstream.problem.assurance.title': 'É precisa uma entrada mais segura',
  'upstream.problem.assurance.text':
    'Este nó pede um nível de garantia mais elevado. Escolha nesse serviço um meio mais seguro, como um cartão de identidade ou uma aplicação certificada.',
  'upstream.problem.no-activity.title': 'Não se conhece nenhum local de trabalho seu',
  'upstream.problem.no-activity.text':
    'O registo dos profissionais não tem nenhuma atividade sua. Peça que o registo seja completado e entre de novo.',
  'upstream.problem.no-record.title': 'Nenhum registo foi encontrado com certeza',
  'upstream.problem.no-record.text':
    'É certo quem é, mas não qual é o seu registo. Vá ao balcão de identificação do seu consultório ou hospital com um documento de identidade; lá resolvem o assunto.',
  'upstream.problem.waiting.title': 'Falta um passo: o balcão de identidades',
  'upstream.problem.waiting.text':
    'É certo quem é, mas não qual o registo que é seu. O seu início de sessão espera no balcão de identidades deste nó.',
  'upstream.problem.waiting.next':
    'Vá lá com um documento de identidade e diga esta referência. Quando a sua identidade estiver ligada ao seu registo, inicie sessão aqui da mesma forma.',
  'upstream.problem.waiting.reference': 'A sua referência',
  'upstream.problem.desk-refused.title': 'O balcão de identidades não encontrou nenhum registo seu',
  'upstream.problem.desk-refused.text':
    'Analisou o seu início de sessão e não o ligou a nenhum registo. Se acha que é um erro, vá lá com um documento de identidade.',
  'upstream.problem.other-person.title': 'Esta identidade pertence a outra conta',
  'upstream.problem.other-person.text':
    'Para sua proteção, a sessão não foi iniciada. Vá ao balcão de identificação do seu consultório ou hospital com um documento de identidade.',
};
