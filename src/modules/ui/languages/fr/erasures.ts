import type { Part } from '../index.ts';

export const erasures: Part<'erasures'> = {
  'nav.erasures': 'Effacements',
  'erasures.title': 'Effacer une personne',
  'erasures.lead':
    'À la demande d’une personne, son dossier est effacé pour toujours, sauvegardes comprises. Un opérateur le demande, un autre le confirme.',
  'erasures.alone.title': 'Ici, un seul opérateur efface',
  'erasures.alone.text':
    'Ce nœud efface sur la parole d’un opérateur, par la ligne de commande : carnet erase. Réglez CARNET_ERASURE_HOURS pour qu’il en faille deux.',
  'erasures.waiting': 'En attente de confirmation',
  'erasures.empty.title': 'Rien n’attend',
  'erasures.empty.text': 'Un effacement demandé figure ici jusqu’à ce qu’un autre opérateur le confirme.',
  'erasures.person': 'Patient {id}',
  'erasures.asked': 'Demandé par {who} le {time}. Expire de lui-même le {until}.',
  'erasures.other': 'Un autre opérateur doit le confirmer.',
  'erasures.confirm': 'Effacer',
  'erasures.confirm.label': 'Effacer le Patient {id}',
  'erasures.withdraw': 'Retirer',
  'erasures.withdraw.label': 'Retirer l’effacement du Patient {id}',
  'erasures.sure.title': 'Effacer le Patient {id} ?',
  'erasures.sure.text':
    'Sa clé est détruite : plus personne ne lira son dossier, dans aucune sauvegarde non plus. Ses choix, ses procurations, ses demandes et son compte disparaissent avec lui. C’est irréversible.',
  'erasures.sure.do': 'Effacer pour toujours',
  'erasures.sure.not': 'Ne pas effacer',
  'erasures.ask': 'Demander un effacement',
  'erasures.ask.text':
    'Rien n’est encore effacé : un autre opérateur a {hours, plural, one {une heure} other {# heures}} pour le confirmer.',
  'erasures.ask.send': 'Demander',
  'erasures.patient': 'Identifiant du Patient',
  'erasures.patient.hint': 'Tel que l’affiche le bureau des identités.',
  'erasures.patient.missing': 'Saisissez l’identifiant du Patient',
  'erasures.reason': 'Motif',
  'erasures.reason.hint': 'Conservé avec l’identifiant : n’en dites pas plus sur la personne qu’il ne faut.',
  'erasures.reason.missing': 'Dites pourquoi, en {least} caractères ou plus',
};
