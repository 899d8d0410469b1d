import type { Part } from '../index.ts';

export const traces: Part<'traces'> = {
  'nav.traces': 'Retrouver une trace',
  'traces.title': 'Retrouver une trace',
  'traces.lead':
    'Ce qu’une requête a laissé au journal, par le numéro que donne une page d’erreur. Les personnes apparaissent sous pseudonyme. Chaque recherche est inscrite au journal.',
  'traces.number': 'Numéro de trace',
  'traces.number.hint':
    'La référence d’une page d’erreur ou d’une entrée du journal, ou l’en-tête x-request-id : 32 caractères, de 0 à 9 et de a à f.',
  'traces.number.wrong': 'Un numéro de trace a 32 caractères, de 0 à 9 et de a à f.',
  'traces.day': 'Jour',
  'traces.day.missing': 'Choisissez un jour.',
  'traces.from': 'À partir de (si vous le savez)',
  'traces.to': 'Jusqu’à (si vous le savez)',
  'traces.time.hint': 'Par exemple 08:30',
  'traces.time.wrong': 'Une heure, par exemple 08:30.',
  'traces.time.order': 'La fin ne peut pas précéder le début.',
  'traces.find': 'Rechercher',
  'traces.found': 'Ce que le journal en garde',
  'traces.looking': 'Le journal est en cours de lecture',
  'traces.count':
    '{count, plural, =0 {Rien de trouvé pour l’instant} one {Une entrée trouvée} other {# entrées trouvées}}',
  'traces.none': 'Le journal n’a rien de cette trace à ce moment',
  'traces.none.text':
    'Essayez un autre jour. Une requête qui a échoué avant toute décision ne figure que dans la sortie du nœud : cherchez-y le numéro.',
  'traces.more': 'Afficher la suite',
  'traces.outcome.success': 'Permis',
  'traces.outcome.denied': 'Refusé',
  'traces.outcome.failed': 'Échoué',
  'traces.interaction': 'Interaction',
  'traces.who': 'Compte',
  'traces.who.hidden': 'Non affiché : il nommerait un patient',
  'traces.role': 'Rôle',
  'traces.client': 'Application',
  'traces.why': 'Finalité',
  'traces.rule': 'Règle qui a décidé',
  'traces.person': 'Dossier de',
  'traces.objects': 'Ce qui a été touché',
  'traces.object': '{type} ({count})',
  'traces.object.more': '{count, plural, one {un autre} other {# autres}}',
};
