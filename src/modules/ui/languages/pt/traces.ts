import type { Part } from '../index.ts';

export const traces: Part<'traces'> = {
  'nav.traces': 'Encontrar um rasto',
  'traces.title': 'Encontrar um rasto',
  'traces.lead':
    'O que um pedido deixou no registo, pelo número que uma página de erro indica. As pessoas aparecem com pseudónimo. Cada procura fica no registo.',
  'traces.number': 'Número do rasto',
  'traces.number.hint':
    'A referência de uma página de erro ou de uma entrada do registo, ou o cabeçalho x-request-id: 32 caracteres, de 0 a 9 e de a a f.',
  'traces.number.wrong': 'Um número de rasto tem 32 caracteres, de 0 a 9 e de a a f.',
  'traces.day': 'Dia',
  'traces.day.missing': 'Escolha um dia.',
  'traces.from': 'Desde (se souber)',
  'traces.to': 'Até (se souber)',
  'traces.time.hint': 'Por exemplo 08:30',
  'traces.time.wrong': 'Uma hora do dia, como 08:30.',
  'traces.time.order': 'O fim não pode vir antes do início.',
  'traces.find': 'Procurar',
  'traces.found': 'O que o registo tem dele',
  'traces.looking': 'O registo está a ser percorrido',
  'traces.count':
    '{count, plural, =0 {Ainda nada encontrado} one {Uma entrada encontrada} other {# entradas encontradas}}',
  'traces.none': 'O registo não tem nada deste rasto nessa altura',
  'traces.none.text':
    'Tente outro dia. Um pedido que falhou antes de qualquer decisão só aparece na saída do nó: procure lá o número.',
  'traces.more': 'Mostrar mais',
  'traces.outcome.success': 'Permitido',
  'traces.outcome.denied': 'Recusado',
  'traces.outcome.failed': 'Falhado',
  'traces.interaction': 'Interação',
  'traces.who': 'Conta',
  'traces.who.hidden': 'Não se mostra: identificaria um doente',
  'traces.role': 'Função',
  'traces.client': 'Aplicação',
  'traces.why': 'Finalidade',
  'traces.rule': 'Regra que decidiu',
  'traces.person': 'Processo de',
  'traces.objects': 'O que foi tocado',
  'traces.object': '{type} ({count})',
  'traces.object.more': '{count, plural, one {mais um} other {mais #}}',
};
