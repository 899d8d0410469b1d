import type { Part } from '../index.ts';

export const abroad: Part<'abroad'> = {
  // From abroad
  'abroad.title': 'Un patient venu d’ailleurs',
  'abroad.lead':
    'Demandez à un autre pays la synthèse de la personne qui est devant vous. Vous la lisez dans votre langue.',
  'abroad.country': 'Quel pays tient le dossier ?',
  'abroad.country.missing': 'Choisissez le pays',
  'abroad.countries.empty.title': 'Aucun pays n’est relié',
  'abroad.countries.empty.text':
    'Le point de contact de votre pays décide quels autres pays sont interrogés. Dites-lui lequel vous manque.',
  'abroad.traits': 'Qui est le patient ?',
  'abroad.traits.help':
    'Recopiez ces données d’une pièce d’identité ou de la carte européenne d’assurance maladie. Elles doivent être exactes.',
  'abroad.purpose': 'Pourquoi avez-vous besoin de la synthèse ?',
  'abroad.purpose.TREAT': 'Soins',
  'abroad.purpose.TREAT.about': 'Vous soignez cette personne en ce moment.',
  'abroad.purpose.ETREAT': 'Urgence',
  'abroad.purpose.ETREAT.about': 'La vie ou la santé est en danger. La personne saura que vous l’avez déclaré.',
  'abroad.purpose.missing': 'Choisissez pourquoi vous avez besoin de la synthèse',
  'abroad.notice': 'Le patient voit qui a demandé : votre nom, votre fonction, votre établissement et la raison.',
  'abroad.demo':
    'Dans cette démonstration : connectez-vous à l’autre nœud comme citoyenne. Son numéro et sa date de naissance sont sur la couverture de son dossier.',
  'abroad.ask': 'Interroger : {country}',
  'abroad.ask.plain': 'Interroger',
  'abroad.waiting.title': 'Demande en cours : {country}',
  'abroad.waiting.text':
    'Nous présentons votre identité professionnelle, cherchons la personne et rapportons la synthèse. Cela prend quelques secondes.',
  'abroad.waiting.long': 'C’est plus long que d’habitude. Nous attendons encore jusqu’à une minute.',
  'abroad.cancel': 'Arrêter',
  'abroad.result.title': 'Synthèse du patient, pays d’origine : {country}',
  'abroad.result.translated':
    '{count, plural, =0 {Aucun terme n’avait besoin de traduction.} one {# terme est montré dans votre langue.} other {# termes sont montrés dans votre langue.}}',
  'abroad.result.source': 'Tenu par {custodian}. Dernière modification : {date}.',
  'abroad.result.untranslated':
    '{count, plural, =0 {Tous les termes codés sont traduits. Les remarques en texte libre restent dans la langue d’origine et sont signalées.} one {# terme n’a pas pu être traduit et est signalé.} other {# termes n’ont pas pu être traduits et sont signalés.}}',
  'abroad.result.logged': 'Cette demande est inscrite dans les deux pays, et le patient peut la voir.',
  'abroad.result.again': 'Demander pour un autre patient',
  'abroad.change': 'Modifier ma saisie',
  'failure.next': 'Ce que vous pouvez faire',
  'failure.no-match.title': '{country} : aucun dossier pour ces données',
  'failure.no-match.text':
    'C’est tout ce que l’on sait. Cela ne dit pas si la personne y a un dossier, ni si elle est malade ou en bonne santé.',
  'failure.no-match.next':
    'Vérifiez le numéro et la date de naissance avec le patient. S’ils sont exacts, continuez comme pour tout patient sans dossier.',
  'failure.unreachable.title': '{country} : pas de réponse',
  'failure.unreachable.text': 'La connexion n’a pas pu être établie. Cela ne dit rien du patient.',
  'failure.unreachable.next':
    'Réessayez dans quelques minutes. Si c’est urgent, continuez sans la synthèse et interrogez le patient.',
  'failure.timeout.title': '{country} : réponse trop lente',
  'failure.timeout.text': 'Nous avons attendu, puis arrêté. Cela ne dit rien du patient.',
  'failure.timeout.next': 'Réessayez. Si c’est urgent, continuez sans la synthèse et interrogez le patient.',
  'failure.certificate.title': '{country} : nous ne sommes pas sûrs de qui répond',
  'failure.certificate.text':
    'Le certificat électronique n’est pas valable : nous n’avons rien demandé, ni rien transmis sur le patient.',
  'failure.certificate.next':
    'Continuez sans la synthèse. Prévenez votre point de contact national et donnez la référence ci-dessous.',
  'failure.refused.title': '{country} : demande non acceptée',
  'failure.refused.text': 'Ce service ou vos titres n’ont pas été reconnus. Cela ne dit rien du patient.',
  'failure.refused.next':
    'Continuez sans la synthèse. Prévenez votre point de contact national et donnez la référence ci-dessous.',
  'failure.clock.title': 'Les horloges des deux pays ne concordent pas',
  'failure.clock.text': 'Par sécurité, une demande ne vaut que peu de temps. Cela ne dit rien du patient.',
  'failure.clock.next':
    'Continuez sans la synthèse. Prévenez votre point de contact national et donnez la référence ci-dessous.',
  'failure.bad-answer.title': '{country} : réponse impossible à lire en sécurité',
  'failure.bad-answer.text': 'Nous ne montrons pas un document qui pourrait être faux ou incomplet.',
  'failure.bad-answer.next':
    'Continuez sans la synthèse. Prévenez votre point de contact national et donnez la référence ci-dessous.',
  'failure.unknown-country.title': 'Ce pays n’est pas relié',
  'failure.unknown-country.text': 'Votre nœud n’a pas d’accord avec lui : rien n’a été demandé.',
  'failure.unknown-country.next': 'Choisissez un autre pays, ou adressez-vous à votre point de contact national.',
  'failure.traits.title': '{country} : données inutilisables',
  'failure.traits.text': 'Une donnée manque ou n’a pas la bonne forme.',
  'failure.traits.next': 'Vérifiez le numéro et la date de naissance, puis redemandez.',
};
