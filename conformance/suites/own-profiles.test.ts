import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { composeSummary, type DocumentBundle, translateDocument } from '#documents';
import {
  coreDefinitions,
  createValidator,
  defaultProfileOf,
  ownProfiles,
  parseResource,
  type Resource,
  readPackage,
  type ValidationIssue,
  withDefinitions,
} from '#fhir';
import { codesOfSource, sourceOfDefinitions } from '#terminology/codes';
import { demonstrationOf } from '../../src/features/demonstration/demonstration.ts';
import { terminology } from '../../src/modules/documents/sample-record.ts';
import { openTestNode } from '../../src/modules/rest/testing.ts';

/**
 * European documents are judged by the project's own profile of their category (docs/profiles.md), and so is what the node
 * composes itself. Each published document that does not conform is listed with its reason.
 */
const definitions = coreDefinitions();
const validator = createValidator({ definitions, codes: codesOfSource(sourceOfDefinitions(definitions)) });
const own = 'https://carnet.example/fhir/StructureDefinition/';
const data = new URL('../../../shared/data/', import.meta.url);

/** By which profile a file is judged that is no document; by its type, where it stands alone. */
const alone: Readonly<Record<string, string>> = {
  MedicationRequest: 'prescription',
  MedicationDispense: 'dispensation',
  Medication: 'medicinal-product',
  Patient: 'patient',
};

/** What is wrong with published documents themselves, by folder: the defect, and whether a file of the folder must have it. */
const defects: Readonly<Record<string, readonly { readonly issue: RegExp; readonly reason: string }[]>> = {
  'eu-hdr-fhir': [
    {
      issue: /encounter-status/,
      reason: 'Encounter.status is “completed”, a code of R5; R4 calls it “finished”',
    },
    {
      issue: /doc-medicine/,
      reason: 'MedicationStatement names a Medication that is not in the document (published as a negative case)',
    },
  ],
  'openncp-transformation': [
    { issue: /has the same id/, reason: 'two codings of the report have one id' },
    {
      issue: /must be of type code, but is of type string/,
      reason: 'the extension translation has its language as a string; it is a code',
    },
  ],
};

interface Judged {
  readonly file: string;
  readonly profile: string;
  readonly errors: readonly ValidationIssue[];
  readonly warnings: number;
}

function resourcesOf(folder: string): readonly { readonly file: string; readonly resource: Resource }[] {
  return readdirSync(new URL(`${folder}/`, data), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(?:json|xml)$/.test(file))
    .sort()
    .flatMap((file) => {
      const text = readFileSync(new URL(`${folder}/${file}`, data), 'utf8');
      if (!/"resourceType"|xmlns="http:\/\/hl7.org\/fhir"/.test(text)) return [];
      const parsed = parseResource(text, file.endsWith('.xml') ? 'xml' : 'json', { maxBytes: 10_000_000 });
      return parsed.ok ? [{ file, resource: parsed.value }] : [];
    });
}

function judgedFiles(folder: string, profileOf: (resource: Resource) => string | undefined): readonly Judged[] {
  return resourcesOf(folder).flatMap(({ file, resource }) => {
    const profile = profileOf(resource);
    if (profile === undefined) return [];
    const issues = validator.validate(resource, { profiles: [profile], mostIssues: 10_000 });
    const errors = issues.filter(({ severity }) => severity === 'error');
    const warnings = issues.filter((issue) => issue.severity === 'warning' && issue.profile?.startsWith(own)).length;
    return [{ file, profile: profile.slice(own.length), errors, warnings }];
  });
}

/** Prints how many conform, and each that does not; gives what no known defect of the document explains. */
function told(folder: string, judged: readonly Judged[]): readonly string[] {
  const conforming = judged.filter(({ errors }) => errors.length === 0);
  const advice = judged.reduce((sum, { warnings }) => sum + warnings, 0);
  const profiles = [...new Set(judged.map(({ profile }) => profile))].join(', ');
  console.log(`${folder}: ${conforming.length} of ${judged.length} conform to ${profiles}; ${advice} recommendations`);
  const unexplained: string[] = [];
  for (const { file, errors } of judged) {
    if (errors.length === 0) continue;
    const known = defects[folder] ?? [];
    const reasons = known.filter(({ issue }) => errors.some(({ text }) => issue.test(text)));
    console.log(`  does not conform: ${file}: ${reasons.map(({ reason }) => reason).join('; ')}`);
    for (const { path, text } of errors) {
      if (!known.some(({ issue }) => issue.test(text))) unexplained.push(`${file}: ${path}: ${text}`);
    }
  }
  return unexplained;
}

const here = (folder: string) => existsSync(new URL(folder, data));

/** Documents of each folder, how many of them there are at least, and how many conform. */
const folders = [
  { folder: 'eu-eps-fhir', profile: 'patient-summary', documents: 23, conforming: 23 },
  { folder: 'ips-fhir', profile: 'patient-summary', documents: 3, conforming: 3 },
  { folder: 'eu-hdr-fhir', profile: 'discharge-report', documents: 27, conforming: 2 },
  { folder: 'eu-lab-fhir', profile: 'laboratory-report', documents: 62, conforming: 62 },
];

describe.each(folders)('documents of $folder (needs ../shared/data)', ({ folder, profile, documents, conforming }) => {
  it.skipIf(!here(folder))('are known by their category, and conform to its own profile but for what is wrong', () => {
    const judged = judgedFiles(folder, defaultProfileOf);
    expect(told(folder, judged)).toEqual([]);
    expect(judged.length).toBe(documents);
    for (const one of judged) expect(one.profile, one.file).toMatch(new RegExp(`^${profile}(?:-composition)?$`));
    expect(judged.filter(({ errors }) => errors.length === 0).length).toBe(conforming);
  });
});

describe.skipIf(!here('eu-mpd-fhir'))('prescriptions and dispensations of eu-mpd-fhir (needs ../shared/data)', () => {
  it('conform, each resource and each collection', () => {
    const profileOf = ({ resourceType, type }: Resource) => {
      const name = resourceType === 'Bundle' && type === 'collection' ? 'prescription-collection' : alone[resourceType];
      return name === undefined ? undefined : own + name;
    };
    const judged = judgedFiles('eu-mpd-fhir', profileOf);
    expect(told('eu-mpd-fhir', judged)).toEqual([]);
    expect(judged.length).toBe(21);
  });
});

describe.skipIf(!here('openncp-transformation'))('FHIR files of OpenNCP (need ../shared/data)', () => {
  it('are parts of laboratory reports, of which R4 knows one', () => {
    const folder = 'openncp-transformation';
    const profileOf = ({ resourceType }: Resource) =>
      resourceType === 'DiagnosticReport' ? `${own}laboratory-diagnostic-report` : undefined;
    const judged = judgedFiles(`${folder}/fhir-translate`, profileOf);
    expect(told(folder, judged)).toEqual([]);
    // The others are of types that only its own code knows, such as ObservationResultsLaboratoryMyHealthEu.
    expect(judged.map(({ file }) => file)).toEqual(['in/diagnosticReport-in.json', 'out/diagnosticReport-out.json']);
  });
});

const errorsOf = (document: Resource) =>
  validator
    .validate(document, { documents: defaultProfileOf, unknownExtensions: 'error', mostIssues: 10_000 })
    .filter(({ severity }) => severity === 'error')
    .map(({ path, text }) => `${path}: ${text}`);

const medicine = (reference: string) => ({ medicationReference: { reference } });

/** Of each demonstration person: the summary of the whole record, and the one of a record in which nothing stands. */
function summariesOf(country: 'FR' | 'PT'): readonly DocumentBundle[] {
  const { directory, people } = demonstrationOf(country);
  return people.flatMap(({ patient: id, resources }) => {
    const patient = resources.find((one) => one.resourceType === 'Patient' && one.id === id);
    if (patient === undefined) throw new Error('A record has its person');
    const language = country === 'FR' ? 'fr' : 'pt';
    const custodian = { name: 'Carnet', country };
    const input = { patient, referenced: directory, custodian, language, terminology, asOf: '2026-11-22' };
    const others = resources.filter((one) => one !== patient);
    return [others, []].map((visible) => composeSummary({ ...input, resources: visible }));
  });
}

describe('the summaries of this node', () => {
  it.each(['FR', 'PT'] as const)(
    'conform for all demonstration people of %s, of a whole record and of an empty one, in every language',
    { timeout: 120_000 },
    (country) => {
      let judged = 0;
      for (const document of summariesOf(country)) {
        expect(defaultProfileOf(document)).toBe(`${own}patient-summary`);
        expect(errorsOf(document), document.id).toEqual([]);
        judged++;
        for (const language of ['en', 'de', 'es', 'hu']) {
          const translated = translateDocument(document, language, terminology).document;
          expect(errorsOf(translated), `${document.id} ${language}`).toEqual([]);
          judged++;
        }
      }
      console.log(`summaries of the people of ${country}: ${judged} of ${judged} conform`);
      expect(judged).toBe(demonstrationOf(country).people.length * 10);
    },
  );
});

/** Packages that have a profile of the same kind of document; EU patient summary, discharge and imaging have none here. */
const packages = [
  'hl7.fhir.uv.ips.1.1.0-noexamples',
  'hl7.fhir.eu.extensions.0.1.0',
  'hl7.fhir.eu.laboratory-0.2.0-ci-20241118',
];

describe.skipIf(!here('fhir-packages'))(
  'the profiles of IPS 1.1 and of the EU laboratory (need ../shared/data)',
  () => {
    const published = withDefinitions(
      coreDefinitions(),
      packages.flatMap((name) => {
        const path = new URL(`fhir-packages/${name}.tgz`, data);
        const read = existsSync(path) ? readPackage(readFileSync(path)) : undefined;
        return read?.ok ? read.value.definitions : [];
      }),
    );
    const judge = createValidator({ definitions: published, codes: { inValueSet: () => undefined } });
    const errors = (document: Resource, profiles: readonly string[]) =>
      judge.validate(document, { profiles, warnings: false }).map(({ path, text }) => `${path}: ${text}`);

    it('find nothing wrong with the summaries of this node, which say that they conform to IPS', () => {
      for (const country of ['FR', 'PT'] as const) {
        for (const document of summariesOf(country)) {
          expect(document.meta?.profile).toEqual(['http://hl7.org/fhir/uv/ips/StructureDefinition/Bundle-uv-ips']);
          expect(errors(document, [])).toEqual([]);
        }
      }
    });

    it.each([
      ['eu-lab-fhir', 'http://hl7.eu/fhir/laboratory/StructureDefinition/Bundle-eu-lab', 'laboratory-report'],
      ['ips-fhir', 'http://hl7.org/fhir/uv/ips/StructureDefinition/Bundle-uv-ips', 'patient-summary'],
    ])('and the own profiles judge the documents of %s alike', { timeout: 120_000 }, (folder, theirs, ours) => {
      const documents = here(folder) ? resourcesOf(folder).filter(({ resource }) => resource.type === 'document') : [];
      const verdicts = documents.map(({ file, resource }) => ({
        file,
        theirs: errors(resource, [theirs]).length === 0,
        ours: errors(resource, [own + ours]).length === 0,
      }));
      const agreed = verdicts.filter((one) => one.theirs === one.ours).length;
      console.log(`${folder}: ${agreed} of ${verdicts.length} verdicts of ${theirs} are those of ${ours}`);
      expect(verdicts.filter((one) => one.theirs !== one.ours)).toEqual([]);
    });
  },
);

describe('the summary of a record that says as little as R4 allows', () => {
  it('conforms: what is asked for and not known says that it is unknown', () => {
    const subject = { reference: 'Patient/p' };
    const resources: readonly Resource[] = [
      { resourceType: 'AllergyIntolerance', id: 'a', patient: subject },
      { resourceType: 'Condition', id: 'c', subject },
      { resourceType: 'DeviceUseStatement', id: 'd', status: 'active', subject, device: { display: 'Pump' } },
      { resourceType: 'Medication', id: 'm', form: { text: 'Tablet' } },
      { resourceType: 'MedicationStatement', id: 'here', status: 'active', subject, ...medicine('Medication/m') },
      { resourceType: 'MedicationStatement', id: 'gone', status: 'active', subject, ...medicine('Medication/gone') },
      { resourceType: 'Procedure', id: 'p', status: 'completed', subject },
    ];
    const document = composeSummary({
      patient: { resourceType: 'Patient', id: 'p' },
      resources,
      referenced: resources,
      custodian: { name: 'Carnet', country: 'FR' },
      language: 'fr',
      terminology,
    });
    expect(document.entry.length).toBe(resources.length + 3);
    expect(errorsOf(document)).toEqual([]);
  });
});

describe('$validate of a node (needs PostgreSQL)', () => {
  let node: Awaited<ReturnType<typeof openTestNode>>;
  beforeAll(async () => {
    node = await openTestNode();
  });
  afterAll(() => node?.close());

  it('finds nothing wrong with the $summary of the node, and what is left out of it', async () => {
    const birthDate = '1961-07-09';
    const patient = { resourceType: 'Patient', id: 'claire', name: [{ family: 'Moreau' }], birthDate };
    await node.ask('importer', 'PUT', 'Patient/claire', { body: patient });
    const summary = (await node.ask('doctor', 'GET', 'Patient/claire/$summary')).json();
    const judged = async (body: object) => {
      const answer = await node.ask('doctor', 'POST', 'Bundle/$validate', { body });
      const { issue } = answer.json() as { issue: { severity: string; diagnostics?: string; expression?: string[] }[] };
      return issue.filter(({ severity }) => severity === 'error');
    };
    expect(await judged(summary)).toEqual([]);
    summary.entry[0].resource.section.splice(0, 1);
    const found = await judged(summary);
    expect(found.filter(({ diagnostics }) => diagnostics?.includes(`${own}patient-summary-composition`))).toMatchObject(
      [{ expression: ['Bundle.entry[0].resource'] }],
    );
  });
});

describe('the categories of Annex I', () => {
  it('each have a profile of a document', () => {
    const documents = ownProfiles.filter(({ type, differential }) =>
      differential?.element.some((element) => type === 'Bundle' && element.fixedCode === 'document'),
    );
    expect(documents.map(({ id }) => id)).toEqual([
      'patient-summary',
      'prescription-document',
      'dispensation-document',
      'imaging-report',
      'laboratory-report',
      'discharge-report',
    ]);
  });
});
