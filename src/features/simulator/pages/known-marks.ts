/** The marks of the policies that the nodes come with, by what those say: of a mark ruled otherwise nothing is told wrong. */
export const knownMarks: ReadonlyMap<string, 'SDV' | 'R' | 'V' | 'INVISIBLE_PATIENT'> = new Map([
  ['What tells of violence is neither for pharmacies nor for readers abroad, unless she shares it.', 'SDV'],
  ['What is marked as restricted, and what tells of genes, is not for readers abroad, unless she shares it.', 'R'],
  ['What its author marks as very restricted is for its author and the person, unless she shares it.', 'V'],
  ['What is masked from professionals is for its author and the person, unless she shares it.', 'V'],
  [
    'What is to be told to her in person first is kept from her until then, for a month at most; that it came stands in her log.',
    'INVISIBLE_PATIENT',
  ],
]);
