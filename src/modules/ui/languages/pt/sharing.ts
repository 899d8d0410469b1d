import type { Part } from '../index.ts';

export const sharing: Part<'sharing'> = {
  // Sharing
  'sharing.title': 'Partilha',
  'sharing.title.other': 'Partilha do registo de {name}',
  'sharing.lead':
    'É você que decide quem vê este registo. Nada muda antes de confirmar e pode voltar atrás em qualquer momento.',
  'sharing.hidden':
    'Os profissionais não conseguem ver que algo está oculto. Para eles é como se não existisse. Lembre-se de que podem então decidir sem o saber.',
  'sharing.border.title': 'Leitura a partir de outros países',
  'sharing.border.switch': 'Os profissionais de saúde de outros países podem ler o resumo',
  'sharing.border.on':
    'Permitido. Se forem precisos cuidados noutro país europeu, o profissional de lá pode pedir o resumo.',
  'sharing.border.off': 'Fechado. A quem pedir a partir de outro país é dito que não há registo, mesmo numa urgência.',
  'sharing.border.law': 'EEDS, artigo 10.º: direito de oposição. Pode voltar atrás quando quiser.',
  'sharing.border.confirm.off.title': 'Fechar o seu registo a outros países?',
  'sharing.border.confirm.off.text':
    'A partir de agora, os profissionais de outros países recebem a mesma resposta que para uma pessoa desconhecida. Não veem as suas alergias nem os seus medicamentos, mesmo numa urgência. No seu país nada muda.',
  'sharing.border.confirm.off.do': 'Fechar a outros países',
  'sharing.border.confirm.on.title': 'Abrir o seu resumo a outros países?',
  'sharing.border.confirm.on.text':
    'A partir de agora, um profissional de saúde que o trate noutro país europeu pode ler o seu resumo. O que ocultou continua oculto. Cada consulta aparece em «Quem consultou».',
  'sharing.border.confirm.on.do': 'Abrir a outros países',
  'sharing.parts.title': 'Partes do registo',
  'sharing.parts.text': 'Escolha para cada parte quem a vê.',
  'sharing.parts.law': 'EEDS, artigo 8.º: direito de limitar o acesso.',
  'sharing.level.all': 'Todos os que prestam cuidados',
  'sharing.level.all.about': 'Os profissionais que tratam esta pessoa, no seu país e no estrangeiro.',
  'sharing.level.home': 'Só no próprio país',
  'sharing.level.home.about': 'Os profissionais que tratam esta pessoa no seu país. Oculto no estrangeiro.',
  'sharing.level.me': 'Nenhum profissional',
  'sharing.level.me.about': 'Só esta pessoa e quem a representa. Oculto a todos os profissionais.',
  'sharing.changes':
    '{count, plural, one {# alteração ainda não está guardada} other {# alterações ainda não estão guardadas}}',
  'sharing.review': 'Verificar e guardar',
  'sharing.undo': 'Desfazer',
  'sharing.confirm.title': '{count, plural, one {Fazer esta alteração?} other {Fazer estas # alterações?}}',
  'sharing.confirm.text': 'Vale já para o próximo pedido.',
  'sharing.confirm.all': '{part}: de novo visível para quem presta cuidados, no próprio país e no estrangeiro.',
  'sharing.confirm.home':
    '{part}: oculto aos profissionais de outros países. Nada lhes diz que algo está oculto e podem decidir sem o saber. No próprio país continua visível.',
  'sharing.confirm.me':
    '{part}: oculto a todos os profissionais, no seu país e no estrangeiro. Podem decidir sem o saber.',
  'sharing.confirm.do': 'Guardar',
  'sharing.cancel': 'Cancelar',
  'sharing.saved': 'Guardado. Vale a partir de agora.',
  'sharing.failed': 'Não foi guardado. Mantêm-se as escolhas anteriores.',
  'sharing.changed': 'Última alteração: {date}',

  // What the policy withholds, and the person may share
  'withheld.title': 'Ocultado pelas regras, salvo se o partilhar',
  'withheld.text':
    'Os autores marcam alguns elementos como especialmente sensíveis. As regras em vigor aqui ({country}) ocultam-nos então, mesmo aos profissionais que prestam cuidados. Pode partilhá-los mesmo assim, assunto a assunto.',
  'withheld.author': 'Quem escreveu um elemento vê-o sempre, e quem declara uma emergência também.',
  'withheld.none': 'As regras não ocultam nada pela forma como está marcado.',
  'withheld.from': 'Ocultado pelas regras {from}.',
  'withheld.shared': 'Partilhado: mostrado {from} que podem ler o registo.',
  'withheld.shared.anyway': 'Partilhado. Hoje as regras não o ocultam.',
  'withheld.hidden-too': 'Este assunto está também oculto por uma escolha mais acima, que continua a valer.',
  'withheld.share': 'Partilhar',
  'withheld.share.of': 'Partilhar: {mark}',
  'withheld.back': 'Deixar de partilhar',
  'withheld.back.of': 'Deixar de partilhar: {mark}',
  'withheld.confirm.share': 'Partilhar o que está marcado «{mark}»?',
  'withheld.confirm.share.text':
    'Passa então a ser mostrado {from} que podem ler o registo. Isto vale também para os elementos que vierem. O que você oculta continua oculto, e pode voltar atrás em qualquer momento.',
  'withheld.confirm.back': 'Deixar de partilhar o que está marcado «{mark}»?',
  'withheld.confirm.back.text':
    '{from, select, nobody {As regras voltam a decidir se fica oculto.} other {As regras voltam a ocultá-lo {from}.}} Quem o viu pode lembrar-se.',

  // What was chosen before
  'history.title': 'Escolhas ao longo do tempo',
  'history.text': 'Cada alteração deixa um recibo: o que foi escolhido, quando e por quem.',
  'history.none': 'Ainda nada foi escolhido. Valem as regras em vigor aqui.',
  'history.show': 'Mostrar todas as alterações',
  'history.now': 'Em vigor',
  'history.receipt': 'Recibo n.º {version}',
  'history.self': 'escolhido por si',
  'history.other': 'escolhido por outra conta que pode decidir aqui',
  'history.hidden': 'Oculto {whom}: {what}',
  'history.back': 'Deixou de estar oculto {whom}: {what}',
  'history.shared': 'Partilhado, embora as regras o ocultem: o que está marcado «{mark}»',
  'history.withheld': 'De novo ocultado pelas regras: o que está marcado «{mark}»',
  'history.closed': 'Fechado a outros países',
  'history.opened': 'Aberto a outros países',
  'history.same': 'Guardado sem alteração',
  'history.before': 'As escolhas anteriores já não constam aqui',
};
