import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Definition } from '../definitions.ts';
import { readPackage } from '../packages/read-package.ts';
import { parseResource } from '../parse-resource.ts';
import { createValidator } from './create-validator.ts';
import { codesOfDefinitions } from './definition-codes.ts';
import { coreDefinitions, withDefinitions } from './definitions-source.ts';

const folder = new URL('../../../../../shared/data/fhir-validator-r4/', import.meta.url);
const packagesFolder = new URL('../../../../../shared/data/fhir-packages/', import.meta.url);
const present = existsSync(new URL('manifest.json', folder));

interface Case {
  readonly name: string;
  readonly file: string;
  readonly module?: string;
  readonly java?: unknown;
  readonly packages?: readonly string[];
  readonly 'package-map'?: Readonly<Record<string, string>>;
  readonly supporting?: readonly string[];
  readonly supporting5?: readonly string[];
  readonly profiles?: readonly string[];
  readonly profile?: { readonly source: string; readonly java?: unknown; readonly supporting?: readonly string[] };
  readonly validateReference?: string;
  readonly validateContains?: string;
  readonly 'wrong-displays'?: string;
  readonly [option: string]: unknown;
}

interface ExpectedIssue {
  readonly severity: string;
  readonly details?: { readonly text?: string };
  readonly expression?: readonly string[];
}

/** What is not FHIR R4 in JSON or XML, or asks for something else than validation. */
const others: ReadonlySet<string> = new Set([
  'cda',
  'cdshooks',
  'dsig',
  'fmt',
  'json5',
  'logical',
  'matchetype',
  'sd',
  'shc',
  'xver',
]);

/** Switches of the reference that FHIR says nothing of. */
const policies = ['security-checks', 'examples', 'bundle-param', 'no-experimental-content', 'for-publication'];

/** Verdicts and paths of the reference that ours agreed with when this was written; they only grow. */
const agreedBefore = { verdicts: 318, paths: 333 };

const largest = { maxBytes: 50_000_000 };

function formatOf(file: string): 'json' | 'xml' {
  return file.endsWith('.xml') ? 'xml' : 'json';
}

function load(file: string): readonly Definition[] {
  const url = new URL(file, folder);
  if (!existsSync(url)) return [];
  const parsed = parseResource(readFileSync(url, 'utf8'), formatOf(file), largest);
  if (!parsed.ok) return [];
  const { entry } = parsed.value as { readonly entry?: readonly { readonly resource?: unknown }[] };
  return [parsed.value, ...(entry ?? []).flatMap(({ resource }) => resource ?? [])] as unknown as readonly Definition[];
}

const packages = new Map<string, readonly Definition[] | undefined>();

/** The definitions of a package that stands beside the cases or among the shared packages. */
function loadPackage(name: string): readonly Definition[] | undefined {
  if (!packages.has(name)) {
    const stem = name.replace('#', '-');
    const files = [name, `${stem}.tgz`, `${name.replace('#', '.')}.tgz`, `${name.replace('#', '.')}-noexamples.tgz`];
    const places = files.flatMap((file) =>
      [folder, packagesFolder].map((from) => new URL(encodeURIComponent(file).replaceAll('%2F', '/'), from)),
    );
    const found = places.find((place) => existsSync(place));
    const read = found === undefined ? undefined : readPackage(readFileSync(found));
    packages.set(name, read?.ok ? read.value.definitions : undefined);
  }
  return packages.get(name);
}

function packagesOf(one: Case): readonly string[] {
  return [...(one.packages ?? []), ...Object.values(one['package-map'] ?? {})];
}

const core = coreDefinitions();

/** The errors that we find: their path and words. */
function errorsOf(one: Case, profile: Case['profile']): readonly { readonly path?: string; readonly text: string }[] {
  const text = readFileSync(new URL(one.file, folder), 'utf8');
  const parsed = parseResource(text, formatOf(one.file), largest);
  if (!parsed.ok) return parsed.fault.issues;
  const asked = profile === undefined ? [] : load(profile.source);
  const files = [one.supporting5, one.supporting, one.profiles, profile?.supporting];
  const more = [
    ...packagesOf(one).flatMap((name) => loadPackage(name) ?? []),
    ...files.flatMap((some) => (some ?? []).flatMap(load)),
  ];
  const definitions = withDefinitions(core, [...more, ...asked]);
  const validator = createValidator({ definitions, codes: codesOfDefinitions(definitions) });
  const canonical = (asked[0] as { readonly url?: string } | undefined)?.url ?? profile?.source;
  const profiles = canonical === undefined ? [] : [canonical];
  const displays = one['wrong-displays'] === 'warning' ? 'warning' : 'error';
  const found = validator.validate(parsed.value, { profiles, unknownExtensions: 'error', displays });
  return found.filter(({ severity }) => severity === 'error');
}

/** Paths without what only the reference writes into them, and without the index of a first entry. */
function plain(path: string): string {
  return path.replace(/\/\*.*?\*\//g, '').replaceAll('[0]', '');
}

const outside =
  /(?:Wrong Display Name|Unknown code|not valid in the system|not in the options value set|allowed values|value set).*(?:snomed\.info|loinc\.org|sid\/cvx|nucc\.org|varnomen|iso:3166|iso:std:iso|dimdi|jurisdiction|vsac|cts\.nlm|urn:oid:)/i;
const elsewhere =
  /^(?:Specified profile|Unknown profile|Cannot process resource http|Unable to resolve resource)|ECL|(?:Wrong Display Name).*terminology\.hl7\.org/;

/** Whether an error can be found only with code systems or profiles that nobody may ship, or with a server to ask. */
function needsContent({ details }: ExpectedIssue): boolean {
  return outside.test(details?.text ?? '') || elsewhere.test(details?.text ?? '');
}

/** Why a case is beyond what R4 and the content that is here can tell; undefined where it is not. */
function beyond(one: Case, profile: Case['profile'], expected: readonly ExpectedIssue[]): string | undefined {
  const lacking = packagesOf(one).filter((name) => loadPackage(name) === undefined);
  if (lacking.length > 0) return `needs the package ${lacking.join(', ')}`;
  const files = [one.supporting, one.profiles, profile?.supporting].flatMap((some) => some ?? []);
  const absent = files.filter((file) => !existsSync(new URL(file, folder)));
  if (absent.length > 0) return `needs ${absent.join(', ')}`;
  if (one.validateReference !== undefined) return 'needs a server that references are looked up at';
  if (one.validateContains === 'IGNORE') return 'asks to pass over what is contained';
  const policy = policies.find((name) => one[name] !== undefined);
  if (policy !== undefined) return `asks for the policy ${policy} of the reference`;
  if (expected.length > 0 && expected.every(needsContent)) return 'needs code systems or profiles that are not here';
  return undefined;
}

describe.skipIf(!present)('the validator suite of R4 (needs ../shared/data/fhir-validator-r4)', () => {
  it('agrees with the reference on what is valid and where, as often as before', { timeout: 120_000 }, () => {
    const manifest = JSON.parse(readFileSync(new URL('manifest.json', folder), 'utf8'));
    let agreed = 0;
    let judged = 0;
    let paths = 0;
    let pathsFound = 0;
    let content = 0;
    const failing: string[] = [];
    const passedOver: string[] = [];
    for (const one of manifest['test-cases'] as readonly Case[]) {
      if (others.has(one.module ?? '') || !/\.(?:json|xml)$/.test(one.file)) continue;
      if (!existsSync(new URL(one.file, folder))) continue;
      for (const profile of one.profile === undefined ? [undefined] : [undefined, one.profile]) {
        const outcome = profile === undefined ? one.java : profile.java;
        if (typeof outcome !== 'string') continue;
        const url = new URL(`outcomes/${outcome}`, folder);
        if (!existsSync(url)) continue;
        const all = (JSON.parse(readFileSync(url, 'utf8')).issue ?? []) as readonly ExpectedIssue[];
        const expected = all.filter(({ severity }) => severity === 'error' || severity === 'fatal');
        const name = `${one.name}${profile === undefined ? '' : ' (profile)'}`;
        const reason = beyond(one, profile, expected);
        if (reason !== undefined) {
          passedOver.push(`${name}: ${reason}`);
          continue;
        }
        const errors = errorsOf(one, profile);
        judged++;
        const places = new Set(errors.map(({ path }) => plain(path ?? '')));
        for (const issue of expected) {
          const path = issue.expression?.[0];
          if (path === undefined) continue;
          if (needsContent(issue)) {
            content++;
            continue;
          }
          paths++;
          if (places.has(plain(path))) pathsFound++;
        }
        if (expected.length > 0 === errors.length > 0) agreed++;
        else failing.push(`${name}: ${differenceOf(name, expected, errors)}`);
      }
    }
    const share = (part: number, whole: number) => `${part} of ${whole} (${((100 * part) / whole).toFixed(1)} %)`;
    console.log(
      `fhir-validator-r4: ${share(agreed, judged)} verdicts agree, ${share(pathsFound, paths)} paths of errors are found; ` +
        `${passedOver.length} cases and ${content} errors need what is not here`,
    );
    for (const line of failing) console.log(`  differs: ${line}`);
    for (const line of passedOver) console.log(`  not judged: ${line}`);
    expect(agreed).toBeGreaterThanOrEqual(agreedBefore.verdicts);
    expect(pathsFound).toBeGreaterThanOrEqual(agreedBefore.paths);
  });
});

/** What the reference says and we do not, or we say and it does not. */
function differenceOf(
  name: string,
  expected: readonly ExpectedIssue[],
  errors: readonly { readonly path?: string; readonly text: string }[],
): string {
  const known = knownDifferences[name.replace(' (profile)', '')];
  if (known !== undefined) return known;
  const first = expected.find((issue) => !needsContent(issue)) ?? expected[0];
  return first === undefined
    ? `judged more strictly: ${errors[0]?.text.slice(0, 120)}`
    : `not judged: ${first.details?.text?.slice(0, 120)}`;
}

/** Where the two differ on purpose, or for a reason that the words of the reference do not tell. */
const knownDifferences: Readonly<Record<string, string>> = {
  'list-bad-reference': 'a reference without an id is an error; the reference only warns',
  'type-ref-unchecked': 'a type that the address names is judged, though nothing is looked up',
  'choice-invalid-type-qr': 'an answer to a choice is a Coding, also where no options are named',
  'encounter-period': 'an order of dates that their precision leaves open is taken',
  allergy: 'an absent code with a stated reason is taken under a required binding',
  'obs-temp-bad': 'the profiles of vital signs are judged where they are asked for, not by the code',
};
