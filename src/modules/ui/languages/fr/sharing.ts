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

  // What the policy withholds, and the person may share
  'withheld.title': 'Masqué par les règles, sauf si vous le partagez',
  'withheld.text':
    'Les auteurs marquent certains éléments comme particulièrement sensibles. Les règles en vigueur ici ({country}) les masquent alors, même aux professionnels qui soignent. Vous pouvez les partager malgré tout, sujet par sujet.',
  'withheld.author': 'Qui a écrit un élément le voit dans tous les cas, et qui déclare une urgence aussi.',
  'withheld.none': 'Les règles ne masquent rien à cause de sa marque.',
  'withheld.from': 'Masqué par les règles {from}.',
  'withheld.shared': 'Partagé : montré {from} qui peuvent lire le dossier.',
  'withheld.shared.anyway': 'Partagé. Aujourd’hui, les règles ne le masquent pas.',
  'withheld.hidden-too': 'Ce sujet est aussi masqué par un choix plus haut, qui reste en vigueur.',
  'withheld.share': 'Partager',
  'withheld.share.of': 'Partager : {mark}',
  'withheld.back': 'Ne plus partager',
  'withheld.back.of': 'Ne plus partager : {mark}',
  'withheld.confirm.share': 'Partager ce qui est marqué « {mark} » ?',
  'withheld.confirm.share.text':
    'Il est alors montré {from} qui peuvent lire le dossier. Cela vaut aussi pour les éléments à venir. Ce que vous masquez vous-même reste masqué, et vous pouvez revenir en arrière à tout moment.',
  'withheld.confirm.back': 'Ne plus partager ce qui est marqué « {mark} » ?',
  'withheld.confirm.back.text':
    '{from, select, nobody {Les règles décident de nouveau s’il est masqué.} other {Les règles le masquent alors de nouveau {from}.}} Qui l’a vu peut s’en souvenir.',

  // What was chosen before
  'history.title': 'Les choix au fil du temps',
  'history.text': 'Chaque modification laisse un reçu : ce qui a été choisi, quand et par qui.',
  'history.none': 'Rien n’a encore été choisi. Les règles en vigueur ici s’appliquent.',
  'history.show': 'Afficher toutes les modifications',
  'history.now': 'En vigueur',
  'history.receipt': 'Reçu n° {version}',
  'history.self': 'choisi par vous',
  'history.other': 'choisi par un autre compte qui peut décider ici',
  'history.hidden': 'Masqué {whom} : {what}',
  'history.back': 'N’est plus masqué {whom} : {what}',
  'history.shared': 'Partagé, bien que les règles le masquent : ce qui est marqué « {mark} »',
  'history.withheld': 'De nouveau masqué par les règles : ce qui est marqué « {mark} »',
  'history.closed': 'Fermé aux autres pays',
  'history.opened': 'Ouvert aux autres pays',
  'history.same': 'Enregistré sans modification',
  'history.before': 'Les choix précédents ne figurent plus ici',
};
