import { type DocumentBundle, renderDocument } from '#documents';
import { type CarePart, partsOf, type Resource } from '#fhir';
import type { Caller } from '#identity';
import { type Outcome, ok } from '#kernel';
import type { PersonRecord } from '#records';
import type { TakeAwayOptions } from './take-away-options.ts';

const loinc = 'http://loinc.org';

/** Parts of the record in the order in which they are read, with the LOINC code by which documents title them. */
const parts: readonly (readonly [CarePart, string])[] = [
  ['allergies', '48765-2'],
  ['problems', '11450-4'],
  ['medicines', '10160-0'],
  ['pregnancy', '10162-6'],
  ['devices', '46264-8'],
  ['procedures', '47519-4'],
  ['vaccinations', '11369-6'],
  ['results', '30954-2'],
  ['vital-signs', '8716-3'],
  ['history', '11348-0'],
  ['social-history', '29762-2'],
  ['plan', '18776-5'],
  ['encounters', '46240-8'],
  ['documents', '77599-9'],
  ['administrative', '48768-6'],
];

interface Words {
  readonly title: string;
  readonly encounters: string;
  readonly documents: string;
  readonly administrative: string;
}
const en: Words = {
  title: 'The whole record',
  encounters: 'Visits and stays',
  documents: 'Documents',
  administrative: 'Administration',
};
const words: Readonly<Record<string, Words>> = {
  en,
  fr: {
    title: 'Le dossier complet',
    encounters: 'Consultations et séjours',
    documents: 'Documents',
    administrative: 'Administration',
  },
  pt: {
    title: 'O registo completo',
    encounters: 'Consultas e internamentos',
    documents: 'Documentos',
    administrative: 'Administração',
  },
};

/** Bytes and bookkeeping, of which there is nothing to read. */
const unread: ReadonlySet<string> = new Set(['Binary', 'Provenance']);

/** Everything that the caller may see of a person, as a page in words (EHDS article 3(1)); 10,000 resources at most. */
export async function readableRecord(
  options: TakeAwayOptions,
  caller: Caller,
  patient: string,
  language: string,
): Promise<Outcome<string>> {
  const record = await options.records.personRecord(caller, patient, 'take-away');
  if (!record.ok) return record;
  const document = documentOf(record.value, language, options);
  await options.terminology.prepare(document.entry.map(({ resource }) => resource));
  return ok(renderDocument(document, { language, terminology: options.terminology }));
}

function documentOf(
  { patient, resources, referenced }: PersonRecord,
  language: string,
  { clock, node }: Pick<TakeAwayOptions, 'clock' | 'node'>,
): DocumentBundle {
  const said = words[language.slice(0, 2)] ?? en;
  const read = resources.filter(({ type }) => !unread.has(type));
  const byPart = Map.groupBy(read, ({ category }) => partsOf(category)[0]);
  const section = parts.flatMap(([part, code]) => {
    const entry = (byPart.get(part) ?? []).map(({ type, id }) => ({ reference: `${type}/${id}` }));
    const title = part in said ? said[part as keyof Words] : part;
    return entry.length === 0 ? [] : [{ title, code: { coding: [{ system: loinc, code }] }, entry }];
  });
  const composition: Resource = {
    resourceType: 'Composition',
    title: said.title,
    date: clock.now().toISOString(),
    subject: { reference: `Patient/${patient.id}` },
    author: [{ display: node.name }],
    section,
  };
  const entry = [patient, ...read, ...referenced].map(({ text }) => {
    const resource = JSON.parse(text) as Resource;
    return { fullUrl: `${resource.resourceType}/${resource.id}`, resource };
  });
  return {
    resourceType: 'Bundle',
    type: 'document',
    timestamp: clock.now().toISOString(),
    entry: [{ fullUrl: 'Composition/whole', resource: composition }, ...entry],
  };
}
