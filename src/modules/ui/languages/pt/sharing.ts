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
};
