import { type Row, should } from './profile.ts';

/** A section of a kind of document. */
export interface Section {
  /** Name of the slice. */
  readonly name: string;
  readonly loinc: string;
  readonly title: string;
  /** Whether a document without it is wrong, incomplete, or as good as one with it. */
  readonly presence: 'must' | 'should' | 'may';
  /** Types that its entries may have; any where none is named. */
  readonly entries?: readonly string[];
  readonly source: string;
}

/** A row of a table of sections. The types of its entries stand in one text; where it is empty, any may be. */
export function section(
  presence: Section['presence'],
  name: string,
  loinc: string,
  title: string,
  entries: string,
  source: string,
): Section {
  return {
    name,
    loinc,
    title,
    presence,
    source,
    ...(entries !== '' && { entries: entries.split(' ') }),
  };
}

/** Whether a Composition has a section with one of these codes, at whatever depth, in FHIRPath. */
export function hasSection(...loinc: readonly string[]): string {
  return `repeat(section).code.coding.where(system = 'http://loinc.org' and code in (${listOf(loinc)})).exists()`;
}

/** Whether a CodeableConcept holds one of these LOINC codes, in FHIRPath. */
export function isOneOf(loinc: readonly string[]): string {
  return `coding.where(system = 'http://loinc.org' and code in (${listOf(loinc)})).exists()`;
}

function listOf(codes: readonly string[]): string {
  return codes.map((code) => `'${code}'`).join(' | ');
}

/** The rows of the sections of a Composition: each at most once, those that must be there at least once. */
export function sectionRows(prefix: string, sections: readonly Section[]): readonly Row[] {
  return [
    ...sections
      .filter(({ presence }) => presence === 'should')
      .map(({ name, loinc, title, source }) =>
        should(
          'Composition',
          `${prefix}-${name}`,
          `The section “${title}” (LOINC ${loinc}) is recommended.`,
          hasSection(loinc),
          source,
        ),
      ),
    {
      id: 'Composition.section',
      slicedBy: { type: 'pattern', path: 'code' },
      min: 1,
      short: 'Sections, told apart by their LOINC codes',
      source: 'FHIR R4 documents; IPS 1.1; HL7 Europe guides',
    },
    ...sections.flatMap(rowsOfSection),
  ];
}

function rowsOfSection({ name, loinc, title, presence, entries, source }: Section): readonly Row[] {
  const id = `Composition.section:${name}`;
  return [
    { id, ...(presence === 'must' && { min: 1 }), max: '1', short: title, source },
    { id: `${id}.code`, loinc, short: `LOINC ${loinc}`, source },
    ...(entries === undefined
      ? []
      : [{ id: `${id}.entry`, targets: entries, short: `What the section lists: ${entries.join(', ')}`, source }]),
  ];
}
