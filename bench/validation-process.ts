import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { coreDefinitions, createValidator, parseResource, type Resource, readPackage, withDefinitions } from '#fhir';
import { codesOfSource, sourceOfDefinitions } from '#terminology/codes';
import type { Told } from './validation.ts';

/** Validates published resources for some seconds each, and tells how many were judged in how much time of the CPU. */
const seconds = Number(process.argv[2] ?? '8');
const data = new URL('../../shared/data/', import.meta.url);

function filesIn(name: string): readonly URL[] {
  const folder = new URL(`${name}/`, data);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(?:json|xml|json\.gz)$/.test(file))
    .map((file) => new URL(file, folder));
}

function read(file: URL): readonly Resource[] {
  const bytes = readFileSync(file);
  const text = (file.pathname.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  const parsed = parseResource(text, file.pathname.endsWith('.xml') ? 'xml' : 'json', { maxBytes: 100_000_000 });
  return parsed.ok ? [parsed.value] : [];
}

function entriesOf(resource: Resource): readonly Resource[] {
  const { entry } = resource as unknown as { readonly entry?: readonly { readonly resource?: Resource }[] };
  return entry === undefined ? [resource] : entry.flatMap((one) => one.resource ?? []);
}

/** R4 core alone: what a resource says of its profiles is left out. */
function withoutProfiles(resource: Resource): Resource {
  const { meta: _, ...rest } = resource as Resource & { readonly meta?: unknown };
  return rest as Resource;
}

const packages = filesInPackages().flatMap((file) => {
  const found = readPackage(readFileSync(file));
  return found.ok ? found.value.definitions : [];
});
const definitions = withDefinitions(coreDefinitions(), packages);
const validator = createValidator({ definitions, codes: codesOfSource(sourceOfDefinitions(definitions)) });

function filesInPackages(): readonly URL[] {
  const folder = new URL('fhir-packages/', data);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.tgz'))
    .map((file) => new URL(file, folder));
}

function measure(name: string, resources: readonly Resource[], profiles: readonly string[] = []): readonly Told[] {
  if (resources.length === 0) return [];
  const round = (until: number) => {
    let operations = 0;
    while (performance.now() < until) {
      for (const resource of resources) {
        validator.validate(resource, { profiles });
        operations++;
        if (performance.now() >= until) break;
      }
    }
    return operations;
  };
  round(performance.now() + seconds * 500);
  const before = process.cpuUsage();
  const operations = round(performance.now() + seconds * 1_000);
  const { user, system } = process.cpuUsage(before);
  return [{ name, operations, seconds: (user + system) / 1e6 }];
}

const summaries = ['eu-eps-fhir', 'ips-fhir'].flatMap((name) => filesIn(name).flatMap(read));
const isDocument = (one: Resource) => (one as { readonly type?: unknown }).type === 'document';
const european = ['eu-eps-fhir', 'ips-fhir', 'eu-hdr-fhir', 'eu-lab-fhir', 'eu-mpd-fhir'].flatMap(filesIn);
console.log(
  JSON.stringify([
    ...measure(
      'validate Synthea, R4 core',
      filesIn('synthea').slice(0, 14).flatMap(read).flatMap(entriesOf).map(withoutProfiles),
    ),
    ...measure('validate European resources, R4 core', european.flatMap(read).flatMap(entriesOf).map(withoutProfiles)),
    ...measure(
      'validate patient summaries, IPS and all entries',
      summaries.filter((one) => one.resourceType === 'Bundle' && isDocument(one)),
      ['http://hl7.org/fhir/uv/ips/StructureDefinition/Bundle-uv-ips'],
    ),
  ]),
);
