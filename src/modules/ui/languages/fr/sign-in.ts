import type { Part } from '../index.ts';

export const signIn: Part<'sign-in'> = {
  // Sign-in
  'signin.title': 'Qui voulez-vous être ?',
  'signin.lead': 'Choisissez une personne inventée pour entrer dans Carnet.',
  'signin.real.title': 'Se connecter',
  'signin.real.lead': 'Vous arrivez à votre dossier, et revenez à la page d’où vous venez.',
  'signin.passkey.title': 'Avec une clé d’accès',
  'signin.passkey.text': 'Avec votre empreinte, votre visage ou le code de votre appareil. Ni nom ni mot de passe.',
  'signin.passkey.do': 'Se connecter avec une clé d’accès',
  'signin.passkey.none':
    'Pas encore de clé d’accès ? Les responsables de ce nœud vous envoient une invitation pour en créer une.',
  'signin.demo.title': 'Ceci est une démonstration',
  'signin.demo.text':
    'Les personnes ci-dessous n’existent pas. Sur un vrai nœud, vous vous connecteriez ici avec une clé d’accès ou votre identité électronique nationale.',
  'signin.group.citizen': 'Citoyens',
  'signin.group.citizen.about': 'Ils voient leur dossier, et ceux des personnes pour qui ils agissent.',
  'signin.group.professional': 'Professionnels de santé',
  'signin.group.professional.about':
    'Ils voient leurs patients, et demandent la synthèse de patients venus d’ailleurs.',
  'signin.group.administrator': 'Administration',
  'signin.group.administrator.about': 'Elle fait fonctionner le nœud. Elle ne peut lire aucun dossier.',
  'signin.busy': 'Connexion en cours : {name}',
  'signin.none': 'Aucune personne n’est encore chargée sur ce nœud.',
  'signin.expired.title': 'Cette connexion a expiré',
  'signin.expired.text': 'Une page de connexion ne reste ouverte que peu de temps. Recommencez depuis l’accueil.',
};
