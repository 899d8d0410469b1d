import type { DesignationRow } from './contract.ts';
import { atc } from './designations/atc.ts';
import { hl7 } from './designations/hl7.ts';
import { loinc } from './designations/loinc.ts';
import { otherSystems } from './designations/other-systems.ts';
import { snomedAllergies } from './designations/snomed-allergies.ts';
import { snomedCare } from './designations/snomed-care.ts';
import { snomedProblems } from './designations/snomed-problems.ts';
import { builtInLanguages, type DesignationTable } from './designations/table.ts';

/** The tables of this folder; a code stands in one of them only. */
export const builtInTables: readonly DesignationTable[] = [
  snomedProblems,
  snomedAllergies,
  snomedCare,
  atc,
  loinc,
  ...hl7,
  ...otherSystems,
];

/** The project's own small set of designations, in each of `builtInLanguages`. */
export const builtInDesignations: readonly DesignationRow[] = builtInTables.flatMap(rowsOf);

function rowsOf({ system, lines }: DesignationTable): readonly DesignationRow[] {
  return lines
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [code = '', ...displays] = line.split(' | ');
      return builtInLanguages.map((language, column) => ({ system, code, language, display: displays[column] ?? '' }));
    });
}
