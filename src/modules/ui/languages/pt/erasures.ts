import type { Part } from '../index.ts';

export const erasures: Part<'erasures'> = {
  'nav.erasures': 'Apagamentos',
  'erasures.title': 'Apagar uma pessoa',
  'erasures.lead':
    'A pedido de uma pessoa, o seu registo é apagado para sempre, também nas cópias de segurança. Um operador pede, outro confirma.',
  'erasures.alone.title': 'Aqui apaga um só operador',
  'erasures.alone.text':
    'Este nó apaga por ordem de um operador, na linha de comandos: carnet erase. Defina CARNET_ERASURE_HOURS para que sejam dois.',
  'erasures.waiting': 'À espera de confirmação',
  'erasures.empty.title': 'Nada à espera',
  'erasures.empty.text': 'Um apagamento pedido aparece aqui até que outro operador o confirme.',
  'erasures.person': 'Patient {id}',
  'erasures.asked': 'Pedido por {who} em {time}. Caduca por si em {until}.',
  'erasures.other': 'Tem de ser confirmado por outro operador.',
  'erasures.confirm': 'Apagar',
  'erasures.confirm.label': 'Apagar o Patient {id}',
  'erasures.withdraw': 'Retirar',
  'erasures.withdraw.label': 'Retirar o apagamento do Patient {id}',
  'erasures.sure.title': 'Apagar o Patient {id}?',
  'erasures.sure.text':
    'A sua chave é destruída: ninguém voltará a ler o seu registo, nem em cópias de segurança. As suas escolhas, procurações, pedidos e conta desaparecem com ele. Não pode ser desfeito.',
  'erasures.sure.do': 'Apagar para sempre',
  'erasures.sure.not': 'Não apagar',
  'erasures.ask': 'Pedir um apagamento',
  'erasures.ask.text':
    'Ainda nada é apagado: outro operador tem {hours, plural, one {uma hora} other {# horas}} para confirmar.',
  'erasures.ask.send': 'Pedir',
  'erasures.patient': 'Identificador do Patient',
  'erasures.patient.hint': 'Tal como o mostra o balcão de identidades.',
  'erasures.patient.missing': 'Introduza o identificador do Patient',
  'erasures.reason': 'Motivo',
  'erasures.reason.hint': 'Guardado junto do identificador: não diga da pessoa mais do que o necessário.',
  'erasures.reason.missing': 'Diga porquê, em {least} caracteres ou mais',
};
