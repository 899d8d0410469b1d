import type { Part } from '../index.ts';

export const upstream: Part<'upstream'> = {
  // Se connecter avec ce que donne son pays
  'upstream.title': 'Avec votre identité nationale',
  'upstream.text':
    'Un service de votre pays dit à ce nœud qui vous êtes. Rien d’autre n’est demandé, et rien n’est gardé dont votre compte n’a pas besoin.',
  'upstream.with': 'Se connecter avec {label}',
  'upstream.for.citizens': 'Pour les citoyens',
  'upstream.for.professionals': 'Pour les professionnels de santé',
  'upstream.wallet.text': 'Présentez vos données d’identité depuis votre portefeuille numérique.',
  'upstream.wallet.here': 'Le portefeuille est sur cet appareil',
  'upstream.wallet.other': 'Le portefeuille est sur un autre appareil',
  'upstream.wallet.code': 'Code QR pour le portefeuille',
  'upstream.wallet.scan':
    'Scannez le code avec votre portefeuille. Cette page continue d’elle-même. Ne scannez jamais un code que quelqu’un vous a envoyé.',
  'upstream.wallet.link': 'Ouvrir le portefeuille sans scanner',
  'upstream.wallet.answered': 'Votre portefeuille a répondu. La connexion se termine.',
  'upstream.wallet.expired': 'Le portefeuille n’a pas répondu à temps. Interrogez-le de nouveau.',
  'upstream.choice.title': 'Où travaillez-vous en ce moment ?',
  'upstream.choice.lead': 'Vous exercez en plusieurs lieux. Vous voyez les patients du lieu que vous choisissez.',
  'upstream.choice.label': 'Lieu d’exercice',
  'upstream.choice.missing': 'Choisissez où vous travaillez en ce moment.',
  'upstream.choice.do': 'Continuer',
  'upstream.profession.2211': 'Médecin généraliste',
  'upstream.profession.2212': 'Médecin spécialiste',
  'upstream.profession.2221': 'Infirmier ou infirmière',
  'upstream.profession.2222': 'Sage-femme',
  'upstream.profession.2261': 'Chirurgien-dentiste',
  'upstream.profession.2262': 'Pharmacien ou pharmacienne',
  'upstream.profession.2264': 'Masseur-kinésithérapeute',
  'upstream.problem.refused.title': 'Cette connexion n’a pas pu être vérifiée',
  'upstream.problem.refused.text':
    'Ce qui est revenu ne passe pas les contrôles de ce nœud. Réessayez ; si cela persiste, prévenez ses responsables.',
  'upstream.problem.revoked.title': 'Cette identité n’est plus valable',
  'upstream.problem.revoked.text':
    'L’organisme qui l’a émise l’a révoquée ou suspendue. Demandez-lui-en une nouvelle, ou choisissez un autre moyen de vous connecter.',
  'upstream.problem.cancelled.title': 'Vous n’avez pas terminé la connexion',
  'upstream.problem.cancelled.text': 'Vous avez annulé, ou la connexion n’a pas abouti là-bas. Vous pouvez réessayer.',
  'upstream.problem.unavailable.title': 'Le service ne répond pas',
  'upstream.problem.unavailable.text':
    'Réessayez dans quelques minutes, ou choisissez un autre moyen de vous connecter.',
  'upstream.problem.assurance.title': 'Il faut une connexion plus sûre',
  'upstream.problem.assurance.text':
    'Ce nœud demande un niveau de garantie plus élevé. Choisissez là-bas un moyen plus sûr, comme une carte d’identité ou une application certifiée.',
  'upstream.problem.no-activity.title': 'Aucun lieu d’exercice n’est connu pour vous',
  'upstream.problem.no-activity.text':
    'Le répertoire des professionnels ne connaît aucune activité à votre nom. Faites-le compléter, puis reconnectez-vous.',
  'upstream.problem.no-record.title': 'Aucun dossier n’a pu être trouvé avec certitude',
  'upstream.problem.no-record.text':
    'Votre identité est certaine, mais pas le dossier qui est le vôtre. Allez au bureau des identités de votre cabinet ou de votre hôpital avec une pièce d’identité : il y remédie.',
  'upstream.problem.waiting.title': 'Il reste une étape : le bureau des identités',
  'upstream.problem.waiting.text':
    'Votre identité est certaine, mais pas le dossier qui est le vôtre. Votre connexion attend au bureau des identités de ce nœud.',
  'upstream.problem.waiting.next':
    'Allez-y avec une pièce d’identité et donnez cette référence. Une fois votre identité rattachée à votre dossier, connectez-vous ici de la même façon.',
  'upstream.problem.waiting.reference': 'Votre référence',
  'upstream.problem.desk-refused.title': 'Le bureau des identités n’a trouvé aucun dossier à vous',
  'upstream.problem.desk-refused.text':
    'Il a examiné votre connexion et ne l’a rattachée à aucun dossier. Si vous pensez que c’est une erreur, allez-y avec une pièce d’identité.',
  'upstream.problem.other-person.title': 'Cette identité appartient à un autre compte',
  'upstream.problem.other-person.text':
    'Pour votre protection, vous n’êtes pas connecté. Allez au bureau des identités de votre cabinet ou de votre hôpital avec une pièce d’identité.',
};
