import type { Part } from '../index.ts';

export const sharing: Part<'sharing'> = {
  // Sharing
  'sharing.title': 'Partage',
  'sharing.title.other': 'Partage du dossier de {name}',
  'sharing.lead':
    'Vous décidez qui voit ce dossier. Rien ne change avant votre confirmation, et vous pouvez revenir en arrière à tout moment.',
  'sharing.hidden':
    'Les professionnels ne peuvent pas voir que quelque chose est masqué. Pour eux, c’est comme si cela n’existait pas. Gardez à l’esprit qu’ils pourraient alors décider sans le savoir.',
  'sharing.border.title': 'Lecture depuis d’autres pays',
  'sharing.border.switch': 'Les professionnels de santé d’autres pays peuvent lire la synthèse',
  'sharing.border.on':
    'Permis. Si des soins sont nécessaires dans un autre pays européen, le professionnel sur place peut demander la synthèse.',
  'sharing.border.off':
    'Fermé. À qui demande depuis un autre pays, on répond qu’il n’y a pas de dossier, même en urgence.',
  'sharing.border.law': 'EEDS, article 10 : droit de refus. Vous pouvez revenir sur ce choix quand vous voulez.',
  'sharing.border.confirm.off.title': 'Fermer votre dossier aux autres pays ?',
  'sharing.border.confirm.off.text':
    'Dès maintenant, les professionnels d’autres pays reçoivent la même réponse que pour une personne inconnue. Ils ne voient ni vos allergies ni vos médicaments, même en urgence. Rien ne change dans votre pays.',
  'sharing.border.confirm.off.do': 'Fermer aux autres pays',
  'sharing.border.confirm.on.title': 'Ouvrir votre synthèse aux autres pays ?',
  'sharing.border.confirm.on.text':
    'Dès maintenant, un professionnel de santé qui vous soigne dans un autre pays européen peut lire votre synthèse. Ce que vous avez masqué reste masqué. Chaque consultation apparaît dans « Qui a regardé ».',
  'sharing.border.confirm.on.do': 'Ouvrir aux autres pays',
  'sharing.parts.title': 'Parties du dossier',
  'sharing.parts.text': 'Choisissez pour chaque partie qui la voit.',
  'sharing.parts.law': 'EEDS, article 8 : droit de limiter l’accès.',
  'sharing.level.all': 'Tous les soignants',
  'sharing.level.all.about': 'Les professionnels qui soignent cette personne, dans son pays et à l’étranger.',
  'sharing.level.home': 'Seulement dans le pays',
  'sharing.level.home.about': 'Les professionnels qui soignent cette personne dans son pays. Masqué à l’étranger.',
  'sharing.level.me': 'Aucun professionnel',
  'sharing.level.me.about':
    'Seulement cette personne, et ceux qui agissent pour elle. Masqué à tous les professionnels.',
  'sharing.changes':
    '{count, plural, one {# modification n’est pas encore enregistrée} other {# modifications ne sont pas encore enregistrées}}',
  'sharing.review': 'Vérifier et enregistrer',
  'sharing.undo': 'Annuler',
  'sharing.confirm.title': '{count, plural, one {Faire cette modification ?} other {Faire ces # modifications ?}}',
  'sharing.confirm.text': 'Elle vaut dès la prochaine demande.',
  'sharing.confirm.all': '{part} : de nouveau visible pour les soignants, dans le pays et à l’étranger.',
  'sharing.confirm.home':
    '{part} : masqué aux professionnels d’autres pays. Rien ne leur dit que quelque chose est masqué ; ils pourraient décider sans le savoir. Dans le pays, cela reste visible.',
  'sharing.confirm.me':
    '{part} : masqué à tous les professionnels, dans votre pays et à l’étranger. Ils pourraient décider sans le savoir.',
  'sharing.confirm.do': 'Enregistrer',
  'sharing.cancel': 'Annuler',
  'sharing.saved': 'Enregistré. Cela vaut dès maintenant.',
  'sharing.failed': 'Non enregistré. Vos choix précédents restent en vigueur.',
  'sharing.changed': 'Dernière modification : {date}',
};
