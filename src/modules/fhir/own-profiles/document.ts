import { must, type OwnProfile, profile, type Row, should } from './profile.ts';

const header = 'EHDS logical model EHDSDocument.header; FHIR R4 documents';

/** An entry of a document: the slice, the type of its resource, and the profile that it is judged by. */
export interface Entry {
  readonly name: string;
  readonly type: string;
  readonly profile?: string;
  readonly min?: number;
  readonly max?: '1';
  readonly source: string;
}

/** The profile of a document Bundle, with what all six categories have in common. */
export function documentBundle(head: {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly entries: readonly Entry[];
  /** Rules of the Bundle as a whole. */
  readonly rules?: readonly Row[];
}): OwnProfile {
  const { id, title, description, entries, rules = [] } = head;
  const rows: readonly Row[] = [
    ...rules,
    should(
      'Bundle',
      'doc-language',
      'A document should say in which language it is written (Bundle.language or Composition.language).',
      'language.exists() or entry.first().resource.language.exists()',
      'EHDSDocument.header.language; translation across borders needs it',
    ),
    { id: 'Bundle.identifier', min: 1, short: 'Identifier of this document', source: header },
    { id: 'Bundle.type', code: 'document', short: 'document', source: 'FHIR R4 documents' },
    { id: 'Bundle.timestamp', min: 1, short: 'When the document was put together', source: header },
    {
      id: 'Bundle.link',
      max: '0',
      short: 'A document has no links',
      source: 'IPS 1.1 and HL7 Europe document Bundles',
    },
    { id: 'Bundle.entry', min: 2, slicedBy: { type: 'type', path: 'resource' }, short: 'Entries', source: header },
    { id: 'Bundle.entry.fullUrl', min: 1, short: 'What references inside of the document name', source: 'IPS 1.1' },
    { id: 'Bundle.entry.resource', min: 1, short: 'The resource', source: 'IPS 1.1' },
    ...(['search', 'request', 'response'] as const).map(
      (name): Row => ({
        id: `Bundle.entry.${name}`,
        max: '0',
        short: 'Not in a document',
        source: 'IPS 1.1 and HL7 Europe document Bundles',
      }),
    ),
    ...entries.flatMap((entry): readonly Row[] => [
      {
        id: `Bundle.entry:${entry.name}`,
        ...(entry.min !== undefined && { min: entry.min }),
        ...(entry.max !== undefined && { max: entry.max }),
        short: entry.type,
        source: entry.source,
      },
      {
        id: `Bundle.entry:${entry.name}.resource`,
        min: 1,
        resource: { type: entry.type, ...(entry.profile !== undefined && { profile: entry.profile }) },
        short: entry.profile === undefined ? entry.type : `${entry.type}, by the profile ${entry.profile}`,
        source: entry.source,
      },
    ]),
  ];
  return profile({ id, type: 'Bundle', title, description, rows });
}

/** The entries that every document has: its Composition, and whom it is about. */
export function documentEntries(composition: string): readonly Entry[] {
  return [
    {
      name: 'composition',
      type: 'Composition',
      profile: composition,
      min: 1,
      max: '1',
      source: 'FHIR R4 documents; IPS 1.1 bdl-ips-1',
    },
    { name: 'patient', type: 'Patient', profile: 'patient', min: 1, source: 'EHDSDocument.header.subject' },
  ];
}

/** What the Composition of every category has in common, in the order of R4's elements. */
export function compositionRows(head: {
  /** Whether each section must have words of its own. */
  readonly words: 'must' | 'should';
  /** Composition.type, and what else stands before the subject. */
  readonly kind: readonly Row[];
  readonly source: string;
}): readonly Row[] {
  const { words, kind, source } = head;
  return [
    should(
      'Composition',
      'doc-identifier',
      'A Composition should have an identifier that stays the same when the document is issued anew.',
      'identifier.exists()',
      header,
    ),
    should(
      'Composition',
      'doc-custodian',
      'A Composition should name its custodian: who keeps the document and answers for it.',
      'custodian.exists()',
      header,
    ),
    ...kind,
    { id: 'Composition.subject', min: 1, targets: ['Patient'], short: 'Whom the document is about', source: header },
    { id: 'Composition.subject.reference', min: 1, short: 'The entry of the patient', source: 'IPS 1.1' },
    { id: 'Composition.section', min: 1, short: 'Sections', source },
    (words === 'must' ? must : should)(
      'Composition.section',
      'doc-words',
      'A section has words for people to read (text), or sections inside of it that have.',
      'text.exists() or section.exists()',
      source,
    ),
    { id: 'Composition.section.title', min: 1, short: 'Heading of the section', source: 'IPS 1.1; HL7 Europe guides' },
    { id: 'Composition.section.code', min: 1, short: 'What the section is', source: 'IPS 1.1; HL7 Europe guides' },
  ];
}
