/**
 * Who may see what of a record whose person chose finely, and of what is labelled: written out by hand, as in
 * access-matrix-table.ts, and taken from nothing that decides.
 */

export type Category =
  | 'identity'
  | 'problems'
  | 'medicines'
  | 'results'
  | 'encounters'
  | 'documents'
  | 'administrative';

/** A resource of each person's record. */
export interface FinePiece {
  readonly name: string;
  readonly type: string;
  readonly category: Category;
  readonly label?: 'STD' | 'GDIS' | 'V' | 'INVISIBLE_PATIENT';
  /** What it refers to, so that it tells of it. */
  readonly refersTo?: string;
  /** The practitioner who wrote it. */
  readonly by?: 'own';
}

export const finePieces: readonly FinePiece[] = [
  { name: 'person', type: 'Patient', category: 'identity' },
  { name: 'gout', type: 'Condition', category: 'problems' },
  { name: 'clap', type: 'Condition', category: 'problems', label: 'STD' },
  { name: 'pill', type: 'MedicationStatement', category: 'medicines' },
  { name: 'sugar', type: 'Observation', category: 'results' },
  { name: 'gene', type: 'Observation', category: 'results', label: 'GDIS' },
  { name: 'secret', type: 'Observation', category: 'results', label: 'V', by: 'own' },
  { name: 'news', type: 'DiagnosticReport', category: 'results', label: 'INVISIBLE_PATIENT' },
  { name: 'visit', type: 'Encounter', category: 'encounters', refersTo: 'gout' },
  { name: 'letter', type: 'DocumentReference', category: 'documents' },
  { name: 'list', type: 'List', category: 'documents', refersTo: 'letter' },
  { name: 'insured', type: 'Coverage', category: 'administrative' },
];

export type What = 'everything' | 'problems' | 'results' | 'gout' | 'pill' | 'letter' | 'STD' | 'GDIS';
export const whats: readonly What[] = ['everything', 'problems', 'results', 'gout', 'pill', 'letter', 'STD', 'GDIS'];

export type Whom = 'everyone' | 'abroad' | 'PT' | 'ES' | 'org-park' | 'own';
export const whoms: readonly Whom[] = ['everyone', 'abroad', 'PT', 'ES', 'org-park', 'own'];

export interface FineChoice {
  readonly name: string;
  readonly kept: readonly { readonly what: What; readonly from: Whom }[];
  /** Labels that she shares all the same. */
  readonly shared: readonly string[];
}

export const fineChoices: readonly FineChoice[] = [
  { name: 'nothing', kept: [], shared: [] },
  { name: 'shares V', kept: [], shared: ['V'] },
  { name: 'shares GDIS and V', kept: [], shared: ['GDIS', 'V'] },
  {
    name: 'two entries from two',
    kept: [
      { what: 'gout', from: 'own' },
      { what: 'pill', from: 'PT' },
    ],
    shared: [],
  },
  {
    name: 'a part and an entry of it',
    kept: [
      { what: 'problems', from: 'abroad' },
      { what: 'gout', from: 'everyone' },
    ],
    shared: [],
  },
  ...whats.flatMap((what) =>
    whoms.map((from) => ({ name: `${what} from ${from}`, kept: [{ what, from }], shared: [] })),
  ),
];

/** What disappears with each thing that is kept: by category, by piece. Documents may repeat anything; claims name diagnoses. */
const goesAlong: Readonly<
  Record<Exclude<What, 'everything'>, { readonly categories: readonly Category[]; readonly pieces: readonly string[] }>
> = {
  problems: { categories: ['problems', 'encounters', 'documents', 'administrative'], pieces: [] },
  results: { categories: ['results', 'encounters', 'documents', 'administrative'], pieces: [] },
  gout: { categories: ['documents', 'administrative'], pieces: ['gout', 'visit'] },
  pill: { categories: ['documents', 'administrative'], pieces: ['pill'] },
  letter: { categories: [], pieces: ['letter', 'list'] },
  STD: { categories: ['documents', 'administrative'], pieces: ['clap'] },
  GDIS: { categories: ['documents', 'administrative'], pieces: ['gene'] },
};

export type FinePolicy = 'standard' | 'france' | 'portugal' | 'strict';
export const finePolicies: readonly FinePolicy[] = ['standard', 'france', 'portugal', 'strict'];

/** Labels that each policy withholds from whoever is neither the author nor in an emergency: at home, and abroad besides. */
const withheldAtHome: Readonly<Record<FinePolicy, readonly string[]>> = {
  standard: ['V'],
  france: ['V'],
  portugal: ['V', 'GDIS'],
  strict: ['V', 'GDIS', 'STD'],
};
const withheldAbroad: readonly string[] = ['GDIS'];

export interface FineAsker {
  readonly name: string;
  readonly record: 'hers' | 'treated' | 'emergency' | 'abroad' | 'all' | 'none';
  /** Those of `whoms` that mean him, beside everyone. */
  readonly meant: readonly Whom[];
  readonly author?: 'own';
  readonly pharmacist?: true;
  /** Acts for her for these categories alone; or for all but what she keeps to herself, and what goes along with it. */
  readonly only?: readonly Category[];
  readonly reserved?: readonly Exclude<What, 'everything'>[];
  /** His app was given these types. */
  readonly types?: readonly string[];
  readonly onlyNamed?: true;
  /** Under the strict policy a colleague of who treats her sees nothing. */
  readonly strictlyNot?: true;
}

export const fineAskers: readonly FineAsker[] = [
  { name: 'herself', record: 'hers', meant: [] },
  { name: 'her app for observations', record: 'hers', meant: [], types: ['Observation'] },
  { name: 'proxy', record: 'hers', meant: [] },
  { name: 'proxy for medicines', record: 'hers', meant: [], only: ['identity', 'medicines'] },
  {
    name: 'parent of one who keeps some to herself',
    record: 'hers',
    meant: [],
    reserved: ['results', 'STD'],
  },
  { name: 'proxy who may write alone', record: 'none', meant: [] },
  { name: 'doctor of the organisation', record: 'treated', meant: ['org-park'], strictlyNot: true },
  {
    name: 'his app for conditions and visits',
    record: 'treated',
    meant: ['org-park'],
    types: ['Condition', 'Encounter'],
    strictlyNot: true,
  },
  { name: 'doctor who treats her himself', record: 'treated', meant: ['own'], author: 'own' },
  { name: 'pharmacist', record: 'treated', meant: [], pharmacist: true, strictlyNot: true },
  { name: 'doctor in an emergency', record: 'emergency', meant: ['org-park'] },
  { name: 'doctor who does not treat her', record: 'none', meant: [] },
  { name: 'doctor in Portugal', record: 'abroad', meant: ['abroad', 'PT'], onlyNamed: true },
  { name: 'doctor in Spain', record: 'abroad', meant: ['abroad', 'ES'], onlyNamed: true },
  { name: 'administrator', record: 'none', meant: [] },
  { name: 'backend', record: 'all', meant: [] },
];

/** Does he see it? */
export function seesFinely(policy: FinePolicy, asker: FineAsker, choice: FineChoice, piece: FinePiece): boolean {
  if (asker.types?.includes(piece.type) === false) return false;
  if (asker.record === 'none') return false;
  if (asker.record === 'all' || asker.record === 'emergency') return true;
  if (asker.record === 'hers') {
    if (piece.label === 'INVISIBLE_PATIENT' && policy === 'france') return false;
    if (asker.only?.includes(piece.category) === false) return false;
    return !asker.reserved?.some((what) => goesAlongWith(what, piece));
  }
  if (policy === 'strict' && asker.strictlyNot === true) return false;
  if (asker.pharmacist === true && !['identity', 'medicines'].includes(piece.category)) return false;
  for (const { what, from } of choice.kept) {
    if (from !== 'everyone' && !asker.meant.includes(from)) continue;
    if (what === 'everything') return false;
    if (goesAlongWith(what, piece)) return false;
  }
  const withheld = [...withheldAtHome[policy], ...(asker.record === 'abroad' ? withheldAbroad : [])];
  const isWithheld =
    piece.label !== undefined && withheld.includes(piece.label) && !choice.shared.includes(piece.label);
  return !isWithheld || (asker.author !== undefined && asker.author === piece.by);
}

function goesAlongWith(what: Exclude<What, 'everything'>, piece: FinePiece): boolean {
  const { categories, pieces } = goesAlong[what];
  return categories.includes(piece.category) || pieces.includes(piece.name);
}
