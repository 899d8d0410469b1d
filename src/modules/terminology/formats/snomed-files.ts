import { type DelimitedRow, rowsOf, visitRows } from './delimited.ts';
import type { ImportSource, ReadOptions, SourceFile } from './format.ts';

/** SNOMED CT in FHIR (R4 snomedct.html). */
export const snomed = 'http://snomed.info/sct';

/** Metadata concepts of SNOMED CT that a release is read by. */
export const sctid = {
  isA: '116680003',
  inferred: '900000000000011006',
  fullySpecifiedName: '900000000000003001',
  synonym: '900000000000013009',
  definition: '900000000000550004',
  preferred: '900000000000548007',
  sufficientlyDefined: '900000000000073002',
  internationalCore: '900000000000207008',
} as const;

/** Files of a snapshot release, by what their names begin with (SNOMED CT Release File Specification, section 3.3). */
const prefixes = {
  concept: /(^|\/)x?sct2_Concept_\S*Snapshot\S*\.txt$/i,
  description: /(^|\/)x?sct2_Description_\S*Snapshot\S*\.txt$/i,
  textDefinition: /(^|\/)x?sct2_TextDefinition_\S*Snapshot\S*\.txt$/i,
  relationship: /(^|\/)x?sct2_Relationship_\S*Snapshot\S*\.txt$/i,
  concreteValues: /(^|\/)x?sct2_RelationshipConcreteValues_\S*Snapshot\S*\.txt$/i,
  language: /(^|\/)x?der2_cRefset_\S*LanguageSnapshot\S*\.txt$/i,
  moduleDependency: /(^|\/)x?der2_ssRefset_\S*ModuleDependencySnapshot\S*\.txt$/i,
  simpleSet: /(^|\/)x?der2_Refset_\S*Snapshot\S*\.txt$/i,
  association: /(^|\/)x?der2_cRefset_\S*AssociationSnapshot\S*\.txt$/i,
  simpleMap: /(^|\/)x?der2_sRefset_\S*SimpleMapSnapshot\S*\.txt$/i,
  extendedMap: /(^|\/)x?der2_iisssccRefset_\S*ExtendedMapSnapshot\S*\.txt$/i,
} as const;

export type SnomedFile = keyof typeof prefixes;

export function snomedFiles(source: ImportSource, kind: SnomedFile): readonly SourceFile[] {
  return source.files.filter((file) => prefixes[kind].test(file.path));
}

const layout = { separator: '\t', quoted: false } as const;

/** All rows of the files of a kind, of any state. */
export async function* snomedRows(
  source: ImportSource,
  kind: SnomedFile,
  options: ReadOptions,
): AsyncGenerator<DelimitedRow> {
  for (const file of snomedFiles(source, kind)) yield* rowsOf(file, layout, options);
}

/** Goes through the active rows of all files of a kind. */
export async function visitActive(
  source: ImportSource,
  kind: SnomedFile,
  options: ReadOptions,
  visit: (row: DelimitedRow) => void,
): Promise<void> {
  for (const file of snomedFiles(source, kind)) {
    await visitRows(file, layout, options, (row) => {
      if (row.cell('active') === '1') visit(row);
    });
  }
}

/**
 * The version URI of the edition (SNOMED CT URI Standard, section 2.3): the module that no other depends on, at its
 * effective time. Where no dependencies are told, the date in the files' names.
 */
export async function editionVersion(source: ImportSource, options: ReadOptions): Promise<string | undefined> {
  const modules = new Map<string, { time: string; depends: number }>();
  const dependedOn = new Set<string>();
  await visitActive(source, 'moduleDependency', options, ({ cell }) => {
    const module = cell('moduleId');
    const time = cell('sourceEffectiveTime');
    const known = modules.get(module) ?? { time, depends: 0 };
    modules.set(module, { time: known.time > time ? known.time : time, depends: known.depends + 1 });
    dependedOn.add(cell('referencedComponentId'));
  });
  const candidates = [...modules].filter(([module]) => !dependedOn.has(module));
  const [edition] = candidates.sort(
    ([one, { depends }], [other, of]) =>
      of.depends - depends || Number(other === sctid.internationalCore) - Number(one === sctid.internationalCore),
  );
  if (edition !== undefined) return `${snomed}/${edition[0]}/version/${edition[1].time}`;
  const date = /_(\d{8})\.txt$/.exec(snomedFiles(source, 'concept')[0]?.path ?? '')?.[1];
  return date === undefined ? undefined : `${snomed}/${sctid.internationalCore}/version/${date}`;
}
