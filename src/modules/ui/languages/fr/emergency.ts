import type { Part } from '../index.ts';

export const emergency: Part<'emergency'> = {
  // In an emergency
  'emergency.title': 'Ouvrir un dossier en urgence',
  'emergency.lead':
    'Pour une personne que vous ne soignez pas encore, quand la vie ou la santé est en danger et que le temps manque pour demander.',
  'emergency.told.title': 'La personne est prévenue',
  'emergency.told.text':
    'Votre nom, votre motif et tout ce que vous ouvrez figurent dans sa liste de visites. Vous voyez tout son dossier pendant 24 heures, même ce qu’elle a masqué.',
  'emergency.reason': 'Pourquoi ouvrez-vous ce dossier ?',
  'emergency.reason.hint': 'Une ou deux phrases. La personne les lira.',
  'emergency.reason.missing': 'Dites pourquoi, en 10 caractères au moins',
  'emergency.agree': 'La vie ou la santé est en danger, et j’en réponds.',
  'emergency.agree.missing': 'Confirmez que la vie ou la santé est en danger',
  'emergency.open': 'Ouvrir le dossier',
  'emergency.opened.title': 'Le dossier est ouvert',
  'emergency.opened.text': 'Jusqu’au {until}. La personne a été prévenue.',
  'emergency.opened.go': 'Lire la synthèse',
  'emergency.not-found.title': 'Personne n’a été trouvé',
  'emergency.not-found.text':
    'Vérifiez le numéro et la date de naissance. S’ils sont justes, ce nœud n’a pas de dossier de cette personne : continuez sans lui.',
  'emergency.too-many.title': 'Trop d’essais',
  'emergency.too-many.text':
    'Pour protéger tout le monde, c’est suspendu pendant une heure. Continuez sans le dossier.',
  'emergency.unnamed.title': 'Ce nœud ne peut pas trouver une personne par un numéro',
  'emergency.unnamed.text':
    'Il ne connaît pas l’identifiant national de son pays. Adressez-vous à qui le fait fonctionner.',
  'emergency.law':
    'EEDS, article 11 : qui doit protéger la vie d’une personne peut lire ce qu’elle a masqué, et elle en est informée.',
};
