import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { coreDefinitions, createValidator, type Definition, parseResource, readPackage, withDefinitions } from '#fhir';
import { codesOfSource, sourceOfDefinitions } from '#terminology/codes';

const folder = new URL('../../../shared/data/fhir-validator-r4/', import.meta.url);
const packagesFolder = new URL('../../../shared/data/fhir-packages/', import.meta.url);
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

/** What is not a resource of FHIR R4 in JSON or XML, or is read by rules that are not FHIR's (JSON 5). */
const others: ReadonlySet<string> = new Set(['cda', 'cdshooks', 'json5', 'matchetype', 'shc']);

/** Verdicts and paths of the reference that ours agreed with when this was written; they only grow. */
const agreedBefore = { verdicts: 385, paths: 466 };

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

/** What the reference takes as an error where the standard leaves it open, as `carnet validate` does. */
const asReference = { unknownExtensions: 'error', unknownProfiles: 'error', vitalSigns: 'error' } as const;

/** The errors that we find: their path and words. */
function errorsOf(one: Case, profile: Case['profile']): readonly { readonly path?: string; readonly text: string }[] {
  const text = readFileSync(new URL(one.file, folder), 'utf8');
  const leftOut: { readonly path?: string; readonly text: string }[] = [];
  const parsed = parseResource(text, formatOf(one.file), { ...largest, passOver: (issue) => leftOut.push(issue) });
  if (!parsed.ok) return [...leftOut, ...parsed.fault.issues];
  const asked = profile === undefined ? [] : load(profile.source);
  const files = [one.supporting5, one.supporting, one.profiles, profile?.supporting];
  const more = [
    ...packagesOf(one).flatMap((name) => loadPackage(name) ?? []),
    ...files.flatMap((some) => (some ?? []).flatMap(load)),
  ];
  const definitions = withDefinitions(core, [...more, ...asked]);
  const validator = createValidator({ definitions, codes: codesOfSource(sourceOfDefinitions(definitions)) });
  const canonical = (asked[0] as { readonly url?: string } | undefined)?.url ?? profile?.source;
  const profiles = canonical === undefined ? [] : [canonical];
  const displays = one['wrong-displays'] === 'warning' ? 'warning' : 'error';
  const found = validator.validate(parsed.value, { ...asReference, profiles, displays });
  return [...leftOut, ...found.filter(({ severity }) => severity === 'error')];
}

/**
 * Paths without what only the reference writes into them: names of resources, the address of an extension beside its
 * index, XPath for what it finds in reading XML; and without the index of a first entry.
 */
function plain(path: string): string {
  return path
    .replace(/\/\*.*?\*\//g, '')
    .replace(/(?<=\[\d+\])\[url='[^']*'\]/g, '')
    .replace(/^\/f:/, '')
    .replaceAll('/f:', '.')
    .replaceAll('[0]', '')
    .replace(/\.$/, '');
}

/** What an error needs that is not here, by the words of the reference. */
const needs: readonly (readonly [what: string, words: RegExp])[] = [
  [
    'code systems that are licensed or that nobody has put here',
    /(?:Wrong Display Name|Unknown code|not valid in the system|options value set|allowed values|value set|unit value set).*(?:snomed\.info|loinc\.org|sid\/cvx|sid\/icd|nucc\.org|varnomen|dimdi|vsac|cts\.nlm)/i,
  ],
  ['the present terminology.hl7.org', /Wrong Display Name.*terminology\.hl7\.org/],
  ['a server to look references up at', /^Unable to (?:resolve resource|find a profile match for Patient\/)/],
  [
    'a policy of the reference that FHIR says nothing of',
    /^(?:Example URLs|Experimental content|When HL7 is publishing)|could not be found so is not allowed here.*example\.org|example\.org.*could not be found|embedded HTML tags/,
  ],
];

function needOf({ details }: ExpectedIssue): string | undefined {
  return needs.find(([, words]) => words.test(details?.text ?? ''))?.[0];
}

/** Why a case is beyond what R4 and the content that is here can tell; undefined where it is not. */
function beyond(one: Case, profile: Case['profile'], expected: readonly ExpectedIssue[]): string | undefined {
  const lacking = packagesOf(one).filter((name) => loadPackage(name) === undefined);
  if (lacking.length > 0) return `needs the package ${lacking.join(', ')}`;
  const files = [one.supporting, one.profiles, profile?.supporting].flatMap((some) => some ?? []);
  const absent = files.filter((file) => !existsSync(new URL(file, folder)));
  if (absent.length > 0) return `needs ${absent.join(', ')}`;
  if (one.validateContains === 'IGNORE') return 'asks to pass over what is contained';
  if (one['bundle-param'] !== undefined) return 'asks for a profile of one entry, which is no part of the resource';
  const lacks = expected.map(needOf);
  return lacks.length > 0 && !lacks.includes(undefined) ? `needs ${[...new Set(lacks)].join(' and ')}` : undefined;
}

describe.skipIf(!present)('the validator suite of R4 (needs ../shared/data/fhir-validator-r4)', () => {
  it('agrees with the reference on what is valid and where, as often as before', { timeout: 120_000 }, () => {
    const manifest = JSON.parse(readFileSync(new URL('manifest.json', folder), 'utf8'));
    let agreed = 0;
    let judged = 0;
    let paths = 0;
    let pathsFound = 0;
    let everyPath = 0;
    let everyPathFound = 0;
    let every = 0;
    let everyAgreed = 0;
    const content = new Map<string, number>();
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
        const errors = errorsOf(one, profile);
        const agrees = expected.length > 0 === errors.length > 0;
        every++;
        if (agrees) everyAgreed++;
        const reason = beyond(one, profile, expected);
        if (reason !== undefined) {
          passedOver.push(`${name}: ${reason}; ${agrees ? 'agrees all the same' : 'differs'}`);
          continue;
        }
        judged++;
        const places = new Set(errors.map(({ path }) => plain(path ?? '')));
        for (const issue of expected) {
          const path = issue.expression?.[0];
          if (path === undefined) continue;
          const isFound = places.has(plain(path));
          everyPath++;
          if (isFound) everyPathFound++;
          const need = needOf(issue);
          if (need !== undefined) {
            content.set(need, (content.get(need) ?? 0) + 1);
            continue;
          }
          paths++;
          if (isFound) pathsFound++;
        }
        if (agrees) agreed++;
        else failing.push(`${name}: ${differenceOf(name, expected, errors)}`);
      }
    }
    const share = (part: number, whole: number) => `${part} of ${whole} (${((100 * part) / whole).toFixed(1)} %)`;
    console.log(
      `fhir-validator-r4: ${share(agreed, judged)} verdicts agree, ${share(pathsFound, paths)} paths of errors are found; ` +
        `with all ${passedOver.length} cases that need what is not here ${share(everyAgreed, every)} and ` +
        `${share(everyPathFound, everyPath)}`,
    );
    for (const [need, count] of content) console.log(`  ${count} paths need ${need}`);
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
  const first = expected.find((issue) => needOf(issue) === undefined) ?? expected[0];
  return first === undefined
    ? `judged more strictly: ${errors[0]?.text.slice(0, 120)}`
    : `not judged: ${first.details?.text?.slice(0, 120)}`;
}

/** Where the two differ on purpose, or for a reason that the words of the reference do not tell. */
const knownDifferences: Readonly<Record<string, string>> = {
  'list-bad-reference': 'a reference without an id is an error; the reference only warns',
  'type-ref-unchecked': 'a type that the address names is judged, though nothing is looked up',
  'choice-invalid-type-qr': 'an answer to a choice is a Coding, also where no options are named',
  'string-with-coding-async-qr':
    'the value set takes the codes of ISO 3166-2, which are not here: whether a word is one of them cannot be told',
  cm2: 'the value set lists codes of SNOMED CT one by one, and the code that is mapped to is none of them',
};
