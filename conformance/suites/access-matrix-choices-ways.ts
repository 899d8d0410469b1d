import { parseSearch } from '#fhir';
import type { Caller } from '#identity';
import { granted } from '#kernel/testing';
import type { Records } from '#records';
import { addressOf, type FinePerson, idOf } from './access-matrix-choices-people.ts';
import type { FinePiece } from './access-matrix-choices-table.ts';

/** A way of asking for what stands in a record. */
export interface Way {
  readonly name: string;
  /** The pieces that it is about. */
  readonly about: (piece: FinePiece) => boolean;
  /** What must be seen as well for it to show. */
  readonly through?: readonly string[];
  /** Only for who asks without naming a person. */
  readonly unnamed?: true;
  /** Addresses that came. */
  readonly ask: (
    records: Records,
    caller: Caller,
    person: FinePerson,
    pieces: readonly FinePiece[],
  ) => Promise<readonly string[]>;
}

const named = (stored: { readonly type: string; readonly id: string } | undefined) =>
  stored === undefined ? [] : [`${stored.type}/${stored.id}`];

async function searched(records: Records, caller: Caller, address: string): Promise<readonly string[]> {
  const [type = '', params = ''] = address.split('?');
  const query = granted(parseSearch(type, new URLSearchParams(params)));
  const page = await records.search(caller, { ...query, count: 1_000 }, 'search-type');
  if (!page.ok) return [];
  const shown = [...page.value.matches, ...(page.value.included ?? [])].flatMap(named);
  // What is counted is what is shown, or the count tells of more.
  if (page.value.total !== undefined && page.value.total !== page.value.matches.length) shown.push('a wrong total');
  return shown;
}

const any = () => true;
const ofType =
  (...types: readonly string[]) =>
  (piece: FinePiece) =>
    types.includes(piece.type);
const byPatient = (type: string): Way => ({
  name: `search ${type}`,
  about: ofType(type),
  ask: (records, caller, { id }) => searched(records, caller, `${type}?patient=${id}&_total=accurate`),
});

export const ways: readonly Way[] = [
  ...['Condition', 'Observation', 'Encounter', 'DocumentReference', 'List', 'DiagnosticReport'].map((type) =>
    byPatient(type),
  ),
  byPatient('MedicationStatement'),
  byPatient('Coverage'),
  {
    name: 'count',
    about: ofType('Condition'),
    ask: async (records, caller, person, pieces) => {
      const query = granted(parseSearch('Condition', new URLSearchParams(`patient=${person.id}&_summary=count`)));
      const page = await records.search(caller, query, 'search-type');
      // As many of them as are counted.
      return pieces
        .filter(ofType('Condition'))
        .slice(0, page.ok ? (page.value.total ?? 0) : 0)
        .map((piece) => addressOf(piece, person));
    },
  },
  {
    name: 'include',
    about: (piece) => piece.name === 'gout',
    through: ['visit'],
    ask: async (records, caller, person) =>
      (await searched(records, caller, `Encounter?patient=${person.id}&_include=Encounter:diagnosis`)).filter((one) =>
        one.startsWith('Condition'),
      ),
  },
  {
    name: 'reverse include',
    about: (piece) => piece.name === 'visit',
    through: ['gout'],
    ask: async (records, caller, person) =>
      (await searched(records, caller, `Condition?patient=${person.id}&_revinclude=Encounter:diagnosis`)).filter(
        (one) => one.startsWith('Encounter'),
      ),
  },
  {
    name: 'chain',
    about: (piece) => piece.name === 'visit',
    through: ['gout'],
    ask: (records, caller, person) =>
      searched(records, caller, `Encounter?patient=${person.id}&diagnosis:Condition.code:text=gout`),
  },
  {
    name: '_has',
    about: (piece) => piece.name === 'person',
    through: ['visit'],
    ask: (records, caller, person) =>
      searched(records, caller, `Patient?_id=${person.id}&_has:Encounter:patient:status=finished`),
  },
  {
    name: 'person record',
    about: any,
    through: ['person'],
    ask: async (records, caller, person) => {
      const record = await records.personRecord(caller, person.id, '$summary');
      return record.ok ? [record.value.patient, ...record.value.resources].flatMap(named) : [];
    },
  },
  {
    name: 'page of the record',
    about: any,
    through: ['person'],
    ask: async (records, caller, person) => {
      const page = await records.recordPage(caller, person.id, { count: 100 }, '$everything');
      return page.ok ? [page.value.patient, ...page.value.resources].flatMap(named) : [];
    },
  },
  {
    name: 'read many',
    about: any,
    ask: async (records, caller, person, pieces) => {
      const addresses = pieces.map((piece) => ({ type: piece.type, id: idOf(piece.name, person) }));
      const read = await records.readMany(caller, addresses, '$document', person.id);
      return read.ok ? read.value.flatMap(named) : [];
    },
  },
  {
    name: 'told by a subscription',
    about: any,
    ask: async (records, caller, person, pieces) => {
      const versions = pieces.map((piece) => ({
        type: piece.type,
        id: idOf(piece.name, person),
        version: 1,
        compartment: person.id,
      }));
      const known = await records.knownOf(caller, versions);
      return pieces.filter((_piece, n) => known[n]).map((piece) => addressOf(piece, person));
    },
  },
  ...(['read', 'vread', 'history'] as const).map(
    (name): Way => ({
      name,
      about: any,
      unnamed: true,
      ask: async (records, caller, person, pieces) => {
        const found: string[] = [];
        for (const piece of pieces) {
          const [type, id] = [piece.type, idOf(piece.name, person)];
          const read =
            name === 'read'
              ? await records.read(caller, type, id, 'read')
              : name === 'vread'
                ? await records.readVersion(caller, type, id, 1)
                : await records.history(caller, { type, id, count: 5 });
          if (read.ok && (!('matches' in read.value) || read.value.matches.length > 0))
            found.push(addressOf(piece, person));
        }
        return found;
      },
    }),
  ),
];
