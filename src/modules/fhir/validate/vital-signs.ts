import type { FhirNode } from '../fhirpath/values.ts';
import { isObject } from '../json-value.ts';
import { issuesOf } from './check-profile.ts';
import type { Run } from './run.ts';

const loinc = 'http://loinc.org';
const snomed = 'http://snomed.info/sct';
const profile = 'http://hl7.org/fhir/StructureDefinition/';

/** Codes that say an Observation is a vital sign, by the profile of R4 that such a one must meet. */
const codes: readonly (readonly [name: string, system: string, codes: string])[] = [
  ['vitalspanel', loinc, '85353-1'],
  ['vitalspanel', snomed, '46680005'],
  ['resprate', loinc, '9279-1 76170-0 76172-6 76171-8 19840-8 33438-3 76270-8 11291-2'],
  ['resprate', snomed, '86290005'],
  ['heartrate', loinc, '8867-4 8889-8 8890-6 8891-4 8892-2 8893-0 8886-4 40443-4 55425-3 60978-4 68999-2 69000-8'],
  ['heartrate', loinc, '11328-2 73795-7 73799-9 76476-1 76477-9'],
  ['heartrate', snomed, '249043002 251670001 399017001 444981005'],
  ['oxygensat', loinc, '2708-6 2709-4 2710-2 2713-6 19224-5 20564-1 51733-4 59408-5 59417-6 89276-0 97549-0'],
  ['oxygensat', snomed, '431314004 442476006'],
  ['bodytemp', loinc, '8310-5 8309-7 8328-7 8329-5 8330-3 8331-1 8332-9 8333-7 8334-5 60834-9 60835-6 60836-4 60838-0'],
  ['bodytemp', loinc, '60955-2 61009-7 75539-7 75987-8 76010-8 76011-6 76278-1 91371-5 98657-0 98663-8'],
  ['bodytemp', snomed, '386725007 276885007 300076005 307047009 415882003 415929009 415945006 415974002 708499008'],
  ['bodyheight', loinc, '8302-2 3137-7 3138-5 8306-3 8308-9'],
  ['bodyheight', snomed, '50373000 1153637007'],
  ['headcircum', loinc, '9843-4 8287-5'],
  ['headcircum', snomed, '363812007 363811000'],
  ['bodyweight', loinc, '29463-7 3141-9 3142-7 8350-1 8351-9 75292-3 79348-9'],
  ['bodyweight', snomed, '425024002 424927000'],
  ['bmi', loinc, '39156-5 89270-3'],
  ['bmi', snomed, '60621009'],
  ['bp', loinc, '85354-9 35094-2 8459-0 76534-7 55284-4 8480-6'],
  ['bp', snomed, '163033001 163035008 251076008 271649006 271650006 386534000 386536003'],
];

const profiles: ReadonlyMap<string, string> = new Map(
  codes.flatMap(([name, system, some]) =>
    some.split(' ').map((code) => [`${system}|${code}`, profile + name] as const),
  ),
);

/**
 * Every vital sign is to meet the profile that R4 has for it, whether or not it names it (observation-vitalsigns.html).
 * `named` are the profiles by which the Observation is judged anyway. How much that weighs is for the caller to say:
 * laboratories use the same codes.
 */
export function checkVitalSign(run: Run, node: FhirNode, named: ReadonlySet<string>): void {
  if (!run.warnings && run.vitalSigns === 'warning') return;
  const { code } = node.value as { readonly code?: unknown };
  const codings = isObject(code) && Array.isArray(code.coding) ? code.coding.filter(isObject) : [];
  const sign = codings.find((coding) => profiles.has(`${coding.system}|${coding.code}`));
  const canonical = sign === undefined ? undefined : profiles.get(`${sign.system}|${sign.code}`);
  if (sign === undefined || canonical === undefined || named.has(canonical)) return;
  const rules = run.profiles(canonical);
  if (rules === undefined) return;
  for (const issue of issuesOf(run, node, rules)) {
    const severity = issue.severity === 'error' ? run.vitalSigns : issue.severity;
    if (run.issues.length < run.most && (run.warnings || severity === 'error')) run.issues.push({ ...issue, severity });
  }
}
