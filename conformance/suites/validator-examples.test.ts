import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { coreDefinitions, createValidator, type Definition, parseResource, readPackage, withDefinitions } from '#fhir';
import { codesOfSource, sourceOfDefinitions } from '#terminology/codes';

const data = new URL('../../../shared/data/', import.meta.url);

/** Resources that break R4 themselves, with what is wrong; a file of European hospital reports has one thing wrong. */
const broken: Readonly<Record<string, RegExp>> = {
  'bundle-questionnaire.json': /^An element is missing; add linkId/,
  'codesystem-example.json': /csd-1/,
  'operationdefinition-example.json': /address of a definition must be absolute/,
  // Its profile is of a package that is not here, and a modifier may turn the meaning round.
  'mii-exa-labor-laborwert.json': /^The modifier extension .* is not known/,
};

/** European hospital reports name a status of Encounters that is one of R5. */
const brokenFolder: Readonly<Record<string, RegExp>> = { 'eu-hdr-fhir': /ValueSet\/encounter-status/ };

function european(): readonly Definition[] {
  const folder = new URL('fhir-packages/', data);
  return readdirSync(folder)
    .filter((name) => name.endsWith('.tgz'))
    .flatMap((name) => {
      const read = readPackage(readFileSync(new URL(name, folder)));
      return read.ok ? read.value.definitions : [];
    });
}

const folders = [
  'fhir-r4-examples',
  'synthea',
  'ips-fhir',
  'eu-eps-fhir',
  'eu-hdr-fhir',
  'eu-lab-fhir',
  'eu-mpd-fhir',
  'ehds-examples-vendor',
];
const here = folders.filter((name) => existsSync(new URL(name, data)));

describe.skipIf(here.length === 0)('published resources (needs ../shared/data)', () => {
  const definitions = withDefinitions(coreDefinitions(), existsSync(new URL('fhir-packages', data)) ? european() : []);
  const validator = createValidator({ definitions, codes: codesOfSource(sourceOfDefinitions(definitions)) });

  it.each(here)('raise no error that is not there: %s', { timeout: 120_000 }, (name) => {
    const folder = new URL(`${name}/`, data);
    const wrong: string[] = [];
    const sound: string[] = [];
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    for (const file of files.filter((one) => /\.(?:json|xml)$/.test(one))) {
      const text = readFileSync(new URL(file, folder), 'utf8');
      if (!text.includes('resourceType') && !text.includes('http://hl7.org/fhir')) continue;
      const parsed = parseResource(text, file.endsWith('.xml') ? 'xml' : 'json', { maxBytes: 50_000_000 });
      const issues = parsed.ok ? validator.validate(parsed.value) : parsed.fault.issues;
      const errors = issues.filter(({ severity }) => severity === 'error');
      const allowed = broken[file] ?? brokenFolder[name];
      const unexpected = errors.filter((issue) => allowed?.test(issue.text) !== true);
      for (const issue of unexpected) wrong.push(`${file}: ${issue.path}: ${issue.text}`);
      if (broken[file] !== undefined && errors.length === 0) wrong.push(`${file}: is sound by now`);
      if (errors.length === 0) sound.push(file);
    }
    console.log(`${name}: ${sound.length} sound`);
    expect(wrong).toEqual([]);
  });
});
