import type { Part } from '../index.ts';

export const account: Part<'account'> = {
  // Passkeys, wherever they are used
  'passkey.trouble.cancelled':
    'Rien n’a été fait : vous avez interrompu l’opération, ou elle a duré trop longtemps. Réessayez quand vous voudrez.',
  'passkey.trouble.known':
    'Cet appareil a déjà une clé d’accès pour vous. Prenez un autre appareil, ou connectez-vous avec elle.',
  'passkey.trouble.unable':
    'Ce navigateur ou cet appareil ne peut ni créer ni utiliser de clé d’accès ici. Essayez-en un autre.',
  'passkey.trouble.refused':
    'La clé d’accès n’a pas été acceptée. Réessayez, ou choisissez un autre moyen de connexion.',
  'passkey.trouble.title': 'Cela n’a pas fonctionné',
  // Account
  'account.link': 'Votre connexion',
  'account.title': 'Votre connexion',
  'account.lead': 'Ce avec quoi vous vous connectez, et où une session est ouverte en ce moment.',
  'account.passkeys.title': 'Clés d’accès',
  'account.passkeys.text':
    'Une clé d’accès ouvre votre compte avec votre empreinte, votre visage ou le code de votre appareil. Aucun mot de passe ne peut être volé.',
  'account.passkeys.none': 'Vous n’avez pas encore de clé d’accès',
  'account.passkeys.none.text': 'Créez-en une sur cet appareil : elle vous servira désormais à vous connecter.',
  'account.passkeys.created': 'Créée le {date}',
  'account.passkeys.used': 'Utilisée pour la dernière fois le {date}',
  'account.passkeys.unused': 'Pas encore utilisée',
  'account.passkeys.synced': 'Synchronisée entre vos appareils',
  'account.passkeys.single': 'Sur un seul appareil',
  'account.passkeys.add': 'Ajouter une clé d’accès',
  'account.passkeys.most':
    'Vous avez autant de clés d’accès qu’un compte peut en avoir. Supprimez-en une qui ne vous sert plus.',
  'account.passkeys.one':
    'Ayez une deuxième clé d’accès sur un autre appareil : vous pourrez encore entrer si vous perdez celui-ci.',
  'account.passkeys.rename': 'Renommer',
  'account.passkeys.rename.of': 'Renommer la clé d’accès {name}',
  'account.passkeys.remove': 'Supprimer',
  'account.passkeys.remove.of': 'Supprimer la clé d’accès {name}',
  'account.passkeys.last':
    'C’est votre seul moyen de connexion. Ajoutez une autre clé d’accès avant de supprimer celle-ci.',
  'account.passkeys.added': 'Votre nouvelle clé d’accès est prête.',
  'account.passkeys.renamed': 'La clé d’accès porte son nouveau nom.',
  'account.passkeys.removed': 'La clé d’accès est supprimée. Elle n’ouvre plus rien ici.',
  'account.name.label': 'Nom de la clé d’accès',
  'account.name.hint': 'Pour la reconnaître, par exemple « Mon téléphone ». Vous seul le voyez.',
  'account.name.missing': 'Donnez un nom à la clé d’accès.',
  'account.name.device': '{browser} sur {system}',
  'account.add.title': 'Ajouter une clé d’accès',
  'account.add.text': 'Votre navigateur demande ensuite où la conserver.',
  'account.add.do': 'Continuer',
  'account.rename.title': 'Renommer la clé d’accès',
  'account.rename.do': 'Enregistrer',
  'account.remove.title': 'Supprimer la clé d’accès « {name} » ?',
  'account.remove.text':
    'Vous ne pourrez plus vous connecter avec elle. Supprimez-la aussi sur votre appareil, pour qu’il ne la propose plus.',
  'account.remove.do': 'La supprimer',
  'account.cancel': 'Annuler',
  'account.roles.title': 'Dans quel rôle vous exercez',
  'account.roles.current': 'En ce moment :',
  'account.roles.alone': 'Le répertoire et l’annuaire ne vous donnent que ce rôle.',
  'account.roles.text':
    'Dans un autre rôle vous voyez les patients de cet autre lieu, et le journal dit que vous y avez agi. Changer met fin à cette session et en ouvre une nouvelle.',
  'account.roles.label': 'Exercer désormais',
  'account.roles.missing': 'Choisissez le rôle que vous prenez.',
  'account.roles.do': 'Changer de rôle',
  'account.sessions.title': 'Où une session est ouverte',
  'account.sessions.text':
    'Si vous n’en reconnaissez pas une, mettez-y fin, puis regardez qui a consulté votre dossier.',
  'account.sessions.here': 'Ce navigateur',
  'account.sessions.unknown': 'Un navigateur qui ne dit rien de lui',
  'account.sessions.since': 'Depuis le {date}',
  'account.sessions.seen': 'Vu pour la dernière fois le {date}',
  'account.sessions.network': 'Depuis l’adresse {network}',
  'account.sessions.means.passkey': 'Connexion avec une clé d’accès',
  'account.sessions.means.demonstration': 'Connexion en personne de la démonstration',
  'account.sessions.means.other': 'Connexion avec une identité électronique nationale',
  'account.sessions.more': 'En afficher davantage',
  'account.sessions.end': 'Déconnecter',
  'account.sessions.end.of': 'Déconnecter : {name}',
  'account.sessions.end-others': 'Déconnecter partout ailleurs',
  'account.sessions.end-others.title': 'Déconnecter partout ailleurs ?',
  'account.sessions.end-others.text':
    'Tous les autres navigateurs sont déconnectés en moins de deux secondes. Les applications auxquelles vous avez permis de rester connectées le restent.',
  'account.sessions.ended': 'La session est terminée.',
  'account.sessions.ended-others':
    '{count, plural, =0 {Aucune autre session n’était ouverte.} one {Une autre session est terminée.} other {# autres sessions sont terminées.}}',
  'account.sessions.alone': 'Aucune autre session n’est ouverte.',
  // Invitation
  'invitation.title': 'Bienvenue dans Carnet',
  'invitation.opening': 'Ouverture de votre invitation',
  'invitation.lead':
    '{name}, cette invitation vous permet de créer votre clé d’accès. Elle vous servira désormais à vous connecter.',
  'invitation.what.title': 'Ce qu’est une clé d’accès',
  'invitation.what.text':
    'Votre téléphone, votre ordinateur ou une clé de sécurité la garde pour vous. Elle s’ouvre avec votre empreinte, votre visage ou un code, et ne fonctionne que sur les vraies pages. Vous n’avez rien à retenir.',
  'invitation.own':
    'Faites-le sur un appareil qui est à vous. Qui peut déverrouiller l’appareil peut se connecter à votre place.',
  'invitation.do': 'Créer ma clé d’accès',
  'invitation.done.title': 'Votre clé d’accès est prête',
  'invitation.done.text': 'L’invitation ne sert plus. Connectez-vous avec votre nouvelle clé d’accès.',
  'invitation.bad.title': 'Cette invitation n’ouvre rien',
  'invitation.bad.text':
    'Elle a peut-être déjà servi, elle est trop ancienne ou incomplète. Ouvrez de nouveau le lien en entier, ou demandez-en un autre à qui vous l’a envoyé.',
};
