import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  codesOfDefinitions,
  coreDefinitions,
  createValidator,
  parseResource,
  type Resource,
  readPackage,
  withDefinitions,
} from '#fhir';

/**
 * Laboratory results of a vendor (German medical informatics initiative), each of which says that it conforms to the
 * European laboratory profile. The folder has no verdicts of another validator beside them; these are ours, by R4 alone,
 * by the European packages, and by the project's own profile of a laboratory result.
 */
const data = new URL('../../../shared/data/', import.meta.url);
const folder = new URL('ehds-examples-vendor/', data);
const isHere = existsSync(folder);
const packages = [
  'hl7.fhir.uv.ips.1.1.0-noexamples',
  'hl7.fhir.eu.extensions.0.1.0',
  'hl7.fhir.eu.laboratory-0.2.0-ci-20241118',
];
const european = 'http://hl7.eu/fhir/laboratory/StructureDefinition/Observation-resultslab-eu-lab';
const own = 'https://carnet.example/fhir/StructureDefinition/laboratory-observation';

/** A modifier that nobody knows may turn the meaning round (R4, extensibility.html#modifierExtension). */
const modifier =
  'The modifier extension of the German profile is not known: its package is not here, and a modifier may turn the meaning round';

/** Verdicts: the errors that are told of each file, by what it is judged by. */
const verdicts: Readonly<Record<string, Readonly<Record<'R4' | 'European' | 'own', readonly string[]>>>> = {
  'mii-exa-labor-laborwert-range.json': { R4: [], European: [], own: [] },
  'mii-exa-labor-laborwert-ratio.json': { R4: [], European: [], own: [] },
  'mii-exa-labor-laborwert.json': { R4: [modifier], European: [modifier], own: [modifier] },
};

function definitionsOf(name: string) {
  const read = readPackage(readFileSync(new URL(`fhir-packages/${name}.tgz`, data)));
  if (!read.ok) throw new Error(name);
  return read.value.definitions;
}

describe.skipIf(!isHere)('ehds-examples-vendor (needs ../shared/data)', () => {
  const validatorOf = (names: readonly string[]) => {
    const definitions = withDefinitions(coreDefinitions(), names.flatMap(definitionsOf));
    return createValidator({ definitions, codes: codesOfDefinitions(definitions) });
  };
  const core = validatorOf([]);
  const files = isHere ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
  const read = (file: string): Resource => {
    const parsed = parseResource(readFileSync(new URL(file, folder), 'utf8'), 'json');
    if (!parsed.ok) throw new Error(file);
    return parsed.value;
  };
  const errorsOf = (validator: typeof core, file: string, profiles: readonly string[]) => {
    const issues = validator.validate(read(file), { profiles });
    return issues.filter(({ severity }) => severity === 'error').map(({ text }) => text);
  };
  /** Says what was found in the words of the reasons. */
  const explained = (errors: readonly string[]) =>
    errors.map((text) =>
      /^The modifier extension .*InterpretationsbeeinflussendeEigenschaft is not known/.test(text) ? modifier : text,
    );

  it('has the verdicts that are put down, each with its reason', () => {
    const european020 = validatorOf(packages);
    let sound = 0;
    for (const file of files) {
      const found = {
        R4: explained(errorsOf(core, file, [])),
        European: explained(errorsOf(european020, file, [european])),
        own: explained(errorsOf(core, file, [own])),
      };
      for (const [by, errors] of Object.entries(found)) {
        console.log(`  ${file} by ${by}: ${errors.length === 0 ? 'conforms' : errors.join('; ')}`);
        if (errors.length === 0) sound++;
      }
      expect(found, file).toEqual(verdicts[file]);
    }
    console.log(
      `ehds-examples-vendor: ${sound} of ${3 * files.length} verdicts are “conforms”, the others are explained`,
    );
    expect(files).toEqual(Object.keys(verdicts));
  });

  it('would find a result without a value, without a performer, or in a category of its own', () => {
    const file = 'mii-exa-labor-laborwert-ratio.json';
    const broken = [
      { valueRatio: undefined },
      { performer: undefined },
      { category: [{ coding: [{ system: 'http://loinc.org', code: '26436-6' }] }] },
    ];
    for (const change of broken) {
      const issues = core.validate({ ...read(file), ...change }, { profiles: [own] });
      expect(issues.filter((issue) => issue.severity === 'error' && issue.profile === own)).toHaveLength(1);
    }
  });
});
