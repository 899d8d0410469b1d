import { parseSearch } from '#fhir';
import type { Caller } from '#identity';
import type { Outcome } from '#kernel';
import { granted } from '#kernel/testing';
import type { Records, StoredVersion } from '#records';
import {
  insurer,
  lateNamed,
  type Person,
  type Piece,
  persons,
  pieceName,
  pieces,
  when,
} from './access-matrix-pieces.ts';
import type { Category } from './access-matrix-table.ts';

/** What an answer gave: names of resources, the number that it told, or that it was refused. */
export interface Given {
  readonly shown: ReadonlySet<string>;
  readonly total?: number;
  readonly code?: string;
}

/** A way of asking. */
export interface Question {
  readonly name: string;
  /** Of what it speaks: what a caller who sees everything is shown. */
  readonly scope: readonly Piece[];
  /** What must be visible too, in the same record, for something to be shown: what a link goes through. */
  readonly through?: (piece: Piece) => readonly Category[];
  /** The person whom it names, so that the decision is about her alone. */
  readonly names?: Person;
  /** Is the total to be held against the number of pieces that the table shows? */
  readonly counted?: boolean;
  ask(records: Records, caller: Caller): Promise<Given>;
}

const nothing: ReadonlySet<string> = new Set();

function given(outcome: Outcome<readonly (StoredVersion | undefined)[]>, total?: number): Given {
  if (!outcome.ok) return { shown: nothing, code: outcome.fault.code };
  const shown = new Set(outcome.value.flatMap((stored) => (stored === undefined ? [] : [pieceName(stored)])));
  return { shown, ...(total === undefined ? {} : { total }) };
}

const largestPage = 1_000;

/** All pages of a search. */
async function searched(records: Records, caller: Caller, address: string, page = largestPage): Promise<Given> {
  const [type = '', params = ''] = address.split('?');
  const of = /^Patient\/([^/]+)\/(.+)$/.exec(type);
  const query = granted(
    parseSearch(of === null ? type || undefined : of[2] === '*' ? undefined : of[2], new URLSearchParams(params), {
      ...(of?.[1] === undefined ? {} : { compartment: of[1] }),
    }),
  );
  const shown = new Set<string>();
  let cursor: string | undefined;
  let total: number | undefined;
  do {
    const asked = { ...query, count: query.count === 0 ? 0 : page, ...(cursor === undefined ? {} : { cursor }) };
    const answer = await records.search(caller, asked, 'search-type');
    if (!answer.ok) return { shown: nothing, code: answer.fault.code };
    for (const stored of [...answer.value.matches, ...(answer.value.included ?? [])]) shown.add(pieceName(stored));
    total ??= answer.value.total;
    cursor = answer.value.next;
  } while (cursor !== undefined);
  return { shown, ...(total === undefined ? {} : { total }) };
}

const ofType = (...types: readonly string[]) => pieces.filter(({ type }) => types.includes(type));
const ofCategory = (...wanted: readonly Category[]) => pieces.filter(({ category }) => wanted.includes(category));
const ofPerson = (person: Person, of: readonly Piece[] = pieces) => of.filter((piece) => piece.person === person);

export const types = [...new Set(pieces.map(({ type }) => type))];
const withVisit = new Set(['Condition', 'Observation', 'Procedure']);
const late = new Set(persons.map((person) => pieceName(lateNamed(person))));
const visited = (type: string) => ofType(type).filter((piece) => withVisit.has(type) && !late.has(pieceName(piece)));
const search = (name: string, scope: readonly Piece[], address: string, more: Partial<Question> = {}): Question => ({
  name,
  scope,
  ask: (records, caller) => searched(records, caller, address),
  ...more,
});
const itself = ({ category }: Piece): readonly Category[] => [category];

/** Questions that name nobody. */
export const wideQuestions: readonly Question[] = [
  ...types.flatMap((type) => [
    search(`search ${type}`, ofType(type), `${type}?_total=accurate`, { counted: true }),
    search(`count ${type}`, ofType(type), `${type}?_summary=count`, { counted: true }),
    {
      name: `history of ${type}`,
      scope: ofType(type),
      ask: async (records: Records, caller: Caller) => {
        const page = await records.history(caller, { type, count: largestPage });
        return given(page.ok ? { ok: true, value: page.value.matches } : page);
      },
    },
  ]),
  ...[...withVisit].flatMap((type) => [
    search(`include the visit of ${type}`, visited(type), `${type}?_include=${type}:encounter`),
    search(`chain ${type} to its visit`, visited(type), `${type}?encounter:Encounter.status=finished&_total=accurate`, {
      counted: true,
      through: () => ['encounters'],
    }),
  ]),
  search(
    'page through Observation by date',
    ofType('Observation').filter((piece) => !late.has(pieceName(piece))),
    '',
    {
      ask: (records, caller) => searched(records, caller, `Observation?date=${when}&_sort=-date,_id`, 7),
    },
  ),
  search('sort Condition by its visit', ofType('Condition'), 'Condition?_sort=encounter,-recorded-date'),
  search('Observation by code', ofCategory('pregnancy'), 'Observation?code=http://loinc.org|82810-3&_total=accurate', {
    counted: true,
  }),
  search('Condition by the words of its code', ofType('Condition'), 'Condition?code:text=Something&_total=accurate', {
    counted: true,
  }),
  search(
    'filter Condition',
    ofCategory('problems'),
    'Condition?_filter=code eq http://snomed.info/sct|1&_total=accurate',
    {
      counted: true,
    },
  ),
  search('Condition by what is missing', ofType('Condition'), 'Condition?onset-date:missing=true&_total=accurate', {
    counted: true,
  }),
  search(
    'Condition less a code',
    ofCategory('problems'),
    'Condition?code:not=http://snomed.info/sct|77386006&_total=accurate',
    {
      counted: true,
    },
  ),
  search(
    'Patient who has a Condition',
    ofCategory('identity'),
    'Patient?_has:Condition:subject:code=1&_total=accurate',
    {
      counted: true,
      through: () => ['problems'],
    },
  ),
  search(
    'Patient who has a pregnancy',
    ofCategory('identity'),
    'Patient?_has:Observation:subject:code=82810-3&_total=accurate',
    { counted: true, through: () => ['pregnancy'] },
  ),
  search(
    'Patient who has an Observation in a visit',
    ofCategory('identity'),
    'Patient?_has:Observation:subject:encounter.status=finished&_has:Observation:subject:code=718-7&_total=accurate',
    // An Observation of any part may be the one with a visit, which itself must be visible.
    { counted: true, through: () => ['encounters', 'results'] },
  ),
  search(
    'Condition of who has that name',
    ofCategory('problems', 'pregnancy-problems'),
    'Condition?subject:Patient.name=Moreau&_total=accurate',
    {
      counted: true,
      through: () => ['identity'],
    },
  ),
  search(
    'Organization, and Patients of it along',
    ofCategory('identity'),
    'Organization?_revinclude=Patient:organization',
  ),
  search(
    'Patient with Conditions and Coverage along',
    ofCategory('identity', 'problems', 'pregnancy-problems', 'administrative'),
    'Patient?_revinclude=Condition:subject&_revinclude=Coverage:beneficiary',
  ),
  search(
    'Encounter with what happened in it along',
    [...ofType('Encounter'), ...visited('Observation'), ...visited('Procedure')],
    'Encounter?_revinclude=Observation:encounter&_revinclude=Procedure:encounter',
    { through: (piece) => (piece.type === 'Encounter' ? itself(piece) : ['encounters']) },
  ),
  search(
    'Coverage, its person and her organisation along',
    ofCategory('administrative', 'identity'),
    'Coverage?_include=Coverage:beneficiary&_include:iterate=Patient:organization',
    { through: () => ['administrative'] },
  ),
  search(
    'Medication inside of what contains it',
    ofCategory('medicines'),
    'Medication?code=http://snomed.info/sct|3&_contained=true&_containedType=container',
  ),
  search('several types', ofType('Condition', 'Procedure'), '?_type=Condition,Procedure&_total=accurate', {
    counted: true,
  }),
  search(
    'Condition by id',
    ofType('Condition').slice(0, 40),
    `Condition?_id=${ofType('Condition')
      .slice(0, 40)
      .map(({ id }) => id)}&_total=accurate`,
    { counted: true },
  ),
  {
    name: 'history of the system',
    scope: pieces,
    ask: async (records, caller) => {
      const shown = new Set<string>();
      let cursor: string | undefined;
      do {
        const page = await records.history(caller, { count: largestPage, ...(cursor === undefined ? {} : { cursor }) });
        if (!page.ok) return { shown: nothing, code: page.fault.code };
        for (const stored of page.value.matches) shown.add(pieceName(stored));
        cursor = page.value.next;
      } while (cursor !== undefined);
      return { shown };
    },
  },
  {
    name: 'read many',
    scope: pieces.slice(0, largestPage),
    ask: async (records, caller) => given(await records.readMany(caller, pieces.slice(0, largestPage), 'graphql')),
  },
  {
    name: 'select',
    scope: ofType('Observation'),
    ask: async (records, caller) => {
      const query = { ...granted(parseSearch('Observation', new URLSearchParams())), count: largestPage };
      return given(await records.select(caller, { queries: [query], select: (all) => all }, '$lastn'));
    },
  },
];

/** Questions about one person, whom they name. */
export function questionsAbout(person: Person): readonly Question[] {
  const hers = ofPerson(person);
  const addresses = hers.map(({ type, id }) => ({ type, id }));
  const named = (question: Question): Question => ({ ...question, names: person });
  const withIdentity = () => ['identity'] as const;
  return [
    {
      name: 'person record',
      scope: hers,
      through: withIdentity,
      ask: async (records: Records, caller: Caller) => {
        const record = await records.personRecord(caller, person.id, '$summary');
        return given(record.ok ? { ok: true, value: [record.value.patient, ...record.value.resources] } : record);
      },
    },
    {
      name: 'page of the record',
      scope: hers,
      ask: async (records: Records, caller: Caller) => {
        const page = await records.recordPage(caller, person.id, { count: 100 }, '$everything');
        const value = page.ok ? [page.value.patient, ...page.value.resources] : [];
        return given(page.ok ? { ok: true, value } : page);
      },
    },
    {
      name: 'read many of hers',
      scope: hers,
      ask: async (records: Records, caller: Caller) =>
        given(await records.readMany(caller, addresses, '$document', person.id)),
    },
    {
      name: 'find by traits',
      scope: ofPerson(person, ofCategory('identity')),
      ask: async (records: Records, caller: Caller) => {
        const traits = { identifier: { system: insurer, value: person.id }, birthDate: '1984-03-12' };
        const found = await records.findPerson(caller, traits, 'ITI-55');
        return given(found.ok ? { ok: true, value: [found.value] } : found);
      },
    },
    search('Patient by id', ofPerson(person, ofType('Patient')), `Patient?_id=${person.id}&_total=accurate`, {
      counted: true,
    }),
    search(
      'Condition by patient',
      ofPerson(person, ofType('Condition')),
      `Condition?patient=${person.id}&_total=accurate`,
      {
        counted: true,
      },
    ),
    search(
      'count Observation by subject',
      ofPerson(person, ofType('Observation')),
      `Observation?subject=Patient/${person.id}&_summary=count`,
      { counted: true },
    ),
    search(
      'her compartment',
      hers.filter(({ type }) => type !== 'Patient'),
      `Patient/${person.id}/*?_count=100`,
      {},
    ),
    search(
      'her Encounters with what happened along',
      [...ofPerson(person, ofType('Encounter')), ...ofPerson(person, visited('Condition'))],
      `Encounter?patient=${person.id}&_revinclude=Condition:encounter`,
      {
        through: (piece) => (piece.type === 'Encounter' ? itself(piece) : ['encounters']),
      },
    ),
    {
      name: 'her Patient and its history',
      scope: ofPerson(person, ofType('Patient')),
      ask: async (records: Records, caller: Caller) => {
        const page = await records.history(caller, { type: 'Patient', id: person.id, count: 10 });
        return given(page.ok ? { ok: true, value: page.value.matches } : page);
      },
    },
  ].map(named);
}

/** What a single resource is asked for by its address alone. */
export function questionsOf(piece: Piece): readonly Question[] {
  const names = piece.type === 'Patient' ? { names: piece.person } : {};
  const one = (name: string, ask: (records: Records, caller: Caller) => Promise<Outcome<StoredVersion>>): Question => ({
    name,
    scope: [piece],
    ...names,
    ask: async (records, caller) => {
      const read = await ask(records, caller);
      return given(read.ok ? { ok: true, value: [read.value] } : read);
    },
  });
  return [
    one('read', (records, caller) => records.read(caller, piece.type, piece.id, 'read')),
    one('vread', (records, caller) => records.readVersion(caller, piece.type, piece.id, 1)),
    {
      name: 'history of an instance',
      scope: [piece],
      ...names,
      ask: async (records, caller) => {
        const page = await records.history(caller, { type: piece.type, id: piece.id, count: 10 });
        return given(page.ok ? { ok: true, value: page.value.matches } : page);
      },
    },
  ];
}
