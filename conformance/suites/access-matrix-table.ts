/**
 * Who may see what, as the law and docs/spec/access.md have it, written out by hand. Nothing here is taken from the
 * modules that decide: what they do is held against these tables, so that a mistake in a policy, in the meaning of a
 * word of its language, or in what repeats what, shows.
 */

/** The parts of a record, and what belongs to two of them. */
export const categories = [
  'identity',
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
  'administrative',
  'pregnancy-problems',
  'pregnancy-results',
  'pregnancy-procedures',
  'pregnancy-plan',
  'pregnancy-encounters',
  // Personal, and nobody knows of which part.
  'unassigned',
] as const;
export type Category = (typeof categories)[number];

export const policies = ['standard', 'france', 'portugal', 'strict'] as const;
export type Policy = (typeof policies)[number];

export const purposes = ['TREAT', 'ETREAT', 'PATRQT', 'HOPERAT', 'SYSADMIN'] as const;
export type Purpose = (typeof purposes)[number];

/** What a diagnosis, a result or a medicine is repeated in: stored papers, claims and the reasons of visits. */
const repeating: readonly Category[] = [
  'documents',
  'administrative',
  'encounters',
  'pregnancy-encounters',
  // It may be of any part, this one included.
  'unassigned',
];

/** What disappears with each part that a person may restrict (EHDS article 8). */
export const disappears = {
  problems: ['problems', 'pregnancy-problems', ...repeating],
  allergies: ['allergies', ...repeating],
  medicines: ['medicines', ...repeating],
  vaccinations: ['vaccinations', ...repeating],
  results: ['results', 'pregnancy-results', ...repeating],
  'vital-signs': ['vital-signs', ...repeating],
  procedures: ['procedures', 'pregnancy-procedures', ...repeating],
  devices: ['devices', ...repeating],
  history: ['history', ...repeating],
  pregnancy: [
    'pregnancy',
    'pregnancy-problems',
    'pregnancy-results',
    'pregnancy-procedures',
    'pregnancy-plan',
    ...repeating,
  ],
  'social-history': ['social-history', ...repeating],
  plan: ['plan', 'pregnancy-plan', ...repeating],
  encounters: ['encounters', 'pregnancy-encounters'],
  documents: ['documents'],
  administrative: ['administrative'],
} as const satisfies Readonly<Partial<Record<Category, readonly Category[]>>>;
export type Restrictable = keyof typeof disappears;
const restrictable = Object.keys(disappears) as readonly Restrictable[];

/** What a pharmacist needs: what is taken, what is not borne, and whether she is pregnant (EHDS article 11). */
const neededByPharmacists: ReadonlySet<Category> = new Set([
  'identity',
  'medicines',
  'allergies',
  'pregnancy',
  'pregnancy-problems',
]);

/** What a person has chosen. */
export interface Choice {
  readonly name: string;
  /** Not to be found from abroad (EHDS article 10). */
  readonly optedOut: boolean;
  /** Whether she has said anything at all. */
  readonly said: boolean;
  readonly fromEverybody: readonly Restrictable[];
  readonly fromAbroad: readonly Restrictable[];
}

function choice(name: string, more: Partial<Choice> = {}): Choice {
  return { name, optedOut: false, said: true, fromEverybody: [], fromAbroad: [], ...more };
}

export const choices: readonly Choice[] = [
  choice('silent', { said: false }),
  choice('shares'),
  choice('opted-out', { optedOut: true }),
  choice('opted-out-less-problems', { optedOut: true, fromEverybody: ['problems'] }),
  choice('all-from-everybody', { fromEverybody: restrictable }),
  choice('all-from-abroad', { fromAbroad: restrictable }),
  // Nothing is left for a pharmacist abroad.
  choice('pharmacy-from-abroad', { fromAbroad: ['medicines', 'allergies', 'pregnancy'] }),
  choice('two-ways', { fromEverybody: ['documents'], fromAbroad: ['results'] }),
  ...restrictable.map((part) => choice(`${part}-from-everybody`, { fromEverybody: [part] })),
  ...restrictable.map((part) => choice(`${part}-from-abroad`, { fromAbroad: [part] })),
];

/** A kind of asker, by role and by what binds him to the person. */
export interface Kind {
  readonly name: string;
  /** For which purposes he is answered at all; for others his role is refused. */
  readonly reads: readonly Purpose[] | 'any' | 'none';
  /** For which purposes he may write into a record. */
  readonly writes: readonly Purpose[] | 'any' | 'none';
  /** Of what is there, only what the person added herself; and of a type that she can vouch for. */
  readonly ownOnly?: true;
  /** What he sees of the record in question. */
  readonly record: 'whole' | 'less what she restricts' | 'less what she restricts abroad' | 'nothing';
  /** Only where a question names the one person whom it is about, and not without one. */
  readonly onlyNamed?: true;
  readonly pharmacist?: true;
  /** What names no person: organisations and the like; or also what is personal and names nobody. */
  readonly common: 'directory' | 'all';
  /** Reads who looked, and her choices, and changes these. */
  readonly rights: boolean;
  /** Under the strict policy, where it differs. */
  readonly strictly?: 'nothing' | 'who said that she shares';
}

const care: readonly Purpose[] = ['TREAT', 'ETREAT'];
const treated = { reads: care, writes: ['TREAT'], common: 'directory', rights: false } as const;
const hers = { reads: 'any', writes: 'any', ownOnly: true, common: 'directory' } as const;

/** What a person adds to her record (article 5). */
export const ownTypes: readonly string[] = [
  'AllergyIntolerance',
  'Binary',
  'Condition',
  'DocumentReference',
  'MedicationStatement',
  'Observation',
  'QuestionnaireResponse',
];

export const kinds: readonly Kind[] = [
  // The person herself: the whole record, always (EHDS articles 3, 8, 9).
  { ...hers, name: 'herself', record: 'whole', rights: true },
  // Who acts for her, from the first day to the last (article 4).
  { ...hers, name: 'proxy', record: 'whole', rights: true },
  { ...hers, name: 'proxy whose time is over', record: 'nothing', rights: false },
  { ...hers, name: 'proxy whose time has not come', record: 'nothing', rights: false },
  { ...hers, name: 'another citizen', record: 'nothing', rights: false },
  // Who treats her (articles 8, 11, 13).
  {
    ...treated,
    name: 'doctor of the organisation that treats her',
    record: 'less what she restricts',
    strictly: 'nothing',
  },
  { ...treated, name: 'doctor who treats her himself', record: 'less what she restricts' },
  { ...treated, name: 'doctor who treated her until last month', record: 'nothing' },
  { ...treated, name: 'doctor who will treat her next month', record: 'nothing' },
  { ...treated, name: 'doctor of her doctor’s organisation, where the relation is personal', record: 'nothing' },
  { ...treated, name: 'doctor who does not treat her', record: 'nothing' },
  {
    ...treated,
    name: 'pharmacist of the pharmacy that treats her',
    record: 'less what she restricts',
    pharmacist: true,
    strictly: 'nothing',
  },
  { ...treated, name: 'pharmacist who does not treat her', record: 'nothing', pharmacist: true },
  // Danger to life: whatever she hides, for a day (article 11(5)); what he then does he documents (article 13).
  { ...treated, name: 'doctor in an emergency', record: 'whole' },
  { ...treated, name: 'doctor of her organisation, in an emergency', record: 'whole' },
  { ...treated, name: 'doctor whose emergency is over', record: 'nothing' },
  { ...treated, name: 'pharmacist in an emergency', record: 'whole', pharmacist: true },
  // A professional of another country who is no partner’s, but calls himself one of this node’s.
  { ...treated, name: 'doctor of another country at this node', record: 'nothing', reads: 'none', writes: 'none' },
  // Abroad, for treatment, of the one person who is named (articles 10, 11, 23).
  {
    name: 'doctor abroad',
    ...{ reads: care, writes: 'none', common: 'directory', rights: false, onlyNamed: true },
    record: 'less what she restricts abroad',
    strictly: 'who said that she shares',
  },
  {
    name: 'pharmacist abroad',
    ...{ reads: care, writes: 'none', common: 'directory', rights: false, onlyNamed: true, pharmacist: true },
    record: 'less what she restricts abroad',
    strictly: 'who said that she shares',
  },
  // Who runs a node sees its directory (GDPR article 5(1)(c)).
  { name: 'administrator', reads: 'any', writes: 'none', record: 'nothing', common: 'directory', rights: false },
  // The operator’s own services (GDPR article 28).
  { name: 'backend', reads: 'any', writes: 'any', record: 'whole', common: 'all', rights: false },
];

export interface Case {
  readonly policy: Policy;
  readonly kind: Kind;
  readonly purpose: Purpose;
  readonly choice: Choice;
}

const among = (listed: readonly Purpose[] | 'any' | 'none', purpose: Purpose) =>
  listed === 'any' || (listed !== 'none' && listed.includes(purpose));

/** Is the role refused for this purpose, whoever the person is? That may be said aloud. */
export function isRefused({ kind, purpose }: Case, named: boolean): boolean {
  return !among(kind.reads, purpose) || (kind.onlyNamed === true && !named);
}

/** What names no person: organisations, practitioners. */
export function seesDirectory(one: Case, named: boolean): boolean {
  return !isRefused(one, named) && !(named && !reaches(one) && !['backend', 'administrator'].includes(one.kind.name));
}

/** May he know that this person is here at all? */
export function reaches(one: Case): boolean {
  const { policy, kind, choice: chosen } = one;
  if (isRefused(one, true) || kind.record === 'nothing') return false;
  if (policy === 'strict' && kind.strictly === 'nothing') return false;
  if (kind.record !== 'less what she restricts abroad') return true;
  if (chosen.optedOut) return false;
  if (policy === 'strict' && !chosen.said) return false;
  // Who is left with nothing but her name is not known (article 8).
  const clinical = restrictable.filter((part) => !['encounters', 'documents', 'administrative'].includes(part));
  return clinical.some((part) => !hides(one, part));
}

function hides({ kind, choice: chosen }: Case, category: Category): boolean {
  if (kind.pharmacist === true && !neededByPharmacists.has(category)) return true;
  const restricted =
    kind.record === 'less what she restricts'
      ? chosen.fromEverybody
      : kind.record === 'less what she restricts abroad'
        ? [...chosen.fromEverybody, ...chosen.fromAbroad]
        : [];
  return restricted.some((part) => (disappears[part] as readonly Category[]).includes(category));
}

/** Does he see what is of this category in the record of this person? `named`: the question is about her alone. */
export function sees(one: Case, category: Category, named: boolean): boolean {
  if (isRefused(one, named)) return false;
  return reaches(one) && !hides(one, category);
}

/** May he put something new of this category into her record? What she hides stays writable: a refusal would tell. */
export function writes(one: Case, category: Category): 'yes' | 'refused' {
  const { policy, kind, purpose } = one;
  if (!among(kind.writes, purpose) || kind.record === 'nothing') return 'refused';
  if (policy === 'strict' && kind.strictly === 'nothing') return 'refused';
  return kind.pharmacist === true && !neededByPharmacists.has(category) ? 'refused' : 'yes';
}

/** Does he read who looked, and what she has chosen? */
export function holdsRights({ kind }: Case): boolean {
  return kind.rights;
}
