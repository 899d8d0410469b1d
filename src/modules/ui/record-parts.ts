/** The parts of a record in the order in which pages offer them; each has its name under `part.`. */
export const recordParts = [
  'problems',
  'allergies',
  'medicines',
  'vaccinations',
  'results',
  'vital-signs',
  'procedures',
  'devices',
  'history',
  'pregnancy',
  'social-history',
  'plan',
  'encounters',
  'documents',
] as const;
