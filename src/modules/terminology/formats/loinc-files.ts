import type { ImportSource, SourceFile } from './format.ts';
import { fileNamed } from './part-header.ts';

/** LOINC in FHIR (R4 loinc.html). */
export const loincUrl = 'http://loinc.org';

export type LoincFile =
  | 'Loinc'
  | 'Part'
  | 'LoincPartLink_Primary'
  | 'LoincPartLink_Supplementary'
  | 'ComponentHierarchyBySystem'
  | 'MultiAxialHierarchy'
  | 'AnswerList'
  | 'LoincAnswerListLink'
  | 'ConsumerName'
  | 'MapTo';

/** A file of the release by its name, wherever it stands. */
export function loincFile(source: ImportSource, name: LoincFile): SourceFile | undefined {
  return fileNamed(source, new RegExp(`(^|/)${name}\\.csv$`, 'i'));
}
