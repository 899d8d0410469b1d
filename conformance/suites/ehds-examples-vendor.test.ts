import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { coreDefinitions, createValidator, parseResource, type Resource, readPackage, withDefinitions } from '#fhir';
import { codesOfSource, sourceOfDefinitions } from '#terminology/codes';

/**
 * Laboratory results of a vendor (German medical informatics initiative), each of which says that it conforms to the
 * European laboratory profile. Their repository publishes what the reference validator finds in them: no error, where it is
 * told to take every extension (`-extension any`). Ours are the same where it is told so too; where it is not, a modifier
 * of the German profile that nobody knows is an error, as R4 says of it.
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
const modifierUrl =
  'https://www.medizininformatik-initiative.de/fhir/core/modul-labor/StructureDefinition/InterpretationsbeeinflussendeEigenschaft';
const modifier = 'a modifier extension of the German profile, whose package is not here, may turn the meaning round';

/** As much of its definition as says that it may be there. */
const modifierDefinition = {
  resourceType: 'StructureDefinition',
  id: 'modifier',
  url: modifierUrl,
  kind: 'complex-type',
  type: 'Extension',
  baseDefinition: 'http://hl7.org/fhir/StructureDefinition/Extension',
  derivation: 'constraint',
  context: [{ type: 'element', expression: 'Observation' }],
  differential: {
    element: [
      { id: 'Extension', path: 'Extension', isModifier: true },
      { id: 'Extension.url', path: 'Extension.url', fixedUri: modifierUrl },
      { id: 'Extension.value[x]', path: 'Extension.value[x]', type: [{ code: 'Coding' }] },
    ],
  },
};

type Verdicts = Readonly<Record<'asPublished' | 'R4' | 'European' | 'own', readonly string[]>>;
const sound: Verdicts = { asPublished: [], R4: [], European: [], own: [] };

/** The errors that are told of each file, by what it is judged by. */
const verdicts: Readonly<Record<string, Verdicts>> = {
  'mii-exa-labor-laborwert-range.json': sound,
  'mii-exa-labor-laborwert-ratio.json': sound,
  'mii-exa-labor-laborwert.json': { asPublished: [], R4: [modifier], European: [modifier], own: [modifier] },
};

function definitionsOf(name: string) {
  const read = readPackage(readFileSync(new URL(`fhir-packages/${name}.tgz`, data)));
  if (!read.ok) throw new Error(name);
  return read.value.definitions;
}

describe.skipIf(!isHere)('ehds-examples-vendor (needs ../shared/data)', () => {
  const validatorOf = (more: Parameters<typeof withDefinitions>[1]) => {
    const definitions = withDefinitions(coreDefinitions(), more);
    return createValidator({ definitions, codes: codesOfSource(sourceOfDefinitions(definitions)) });
  };
  const core = validatorOf([]);
  const files = isHere ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
  const read = (file: string): Resource => {
    const parsed = parseResource(readFileSync(new URL(file, folder), 'utf8'), 'json');
    if (!parsed.ok) throw new Error(file);
    return parsed.value;
  };
  const errorsOf = (validator: typeof core, file: string, profiles: readonly string[]) =>
    validator.validate(read(file), { profiles, warnings: false }).map(({ text }) => text);
  /** What was found, in the words of the reason. */
  const explained = (errors: readonly string[]) =>
    errors.map((text) => (text.startsWith(`The modifier extension ${modifierUrl} is not known`) ? modifier : text));

  it('has the published verdicts, and those that are put down where extensions must be known', () => {
    const definitions = packages.flatMap(definitionsOf);
    const european020 = validatorOf(definitions);
    const takingExtensions = validatorOf([...definitions, modifierDefinition]);
    let agreed = 0;
    for (const file of files) {
      const found: Verdicts = {
        asPublished: explained(errorsOf(takingExtensions, file, [european, own])),
        R4: explained(errorsOf(core, file, [])),
        European: explained(errorsOf(european020, file, [european])),
        own: explained(errorsOf(core, file, [own])),
      };
      for (const [by, errors] of Object.entries(found)) {
        console.log(`  ${file} ${by}: ${errors.length === 0 ? 'conforms' : `does not conform: ${errors.join('; ')}`}`);
      }
      if (found.asPublished.length === 0) agreed++;
      expect(found, file).toEqual(verdicts[file]);
    }
    console.log(`ehds-examples-vendor: ${agreed} of ${files.length} published verdicts are ours (no error)`);
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
