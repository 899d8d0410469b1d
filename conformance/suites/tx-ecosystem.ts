import { existsSync, readFileSync } from 'node:fs';

/**
 * The test cases of the terminology ecosystem (https://hl7.org/fhir/uv/tx-ecosystem): requests, and templates of the
 * answers that a server gives.
 */
export const folder = new URL('../../../shared/data/tx-ecosystem/', import.meta.url);
export const present = existsSync(new URL('test-cases.json', folder));

export interface EcosystemCase {
  readonly suite: string;
  readonly name: string;
  readonly mode: string;
  readonly operation: string;
  readonly request?: string;
  readonly response: string;
  readonly profile?: string;
  readonly languages: readonly string[];
  /** `4xx`, `422`; absent where the answer is 200. */
  readonly status?: string;
  readonly setup: readonly string[];
}

export type Json = Readonly<Record<string, unknown>>;

export function readJson(name: string): Json {
  // Some of the files begin with a byte order mark.
  return JSON.parse(readFileSync(new URL(name, folder), 'utf8').replace(/^\uFEFF/, '')) as Json;
}

interface CaseElement {
  readonly name: string;
  readonly mode?: string;
  readonly operation: string;
  readonly request?: string;
  readonly response: string;
  readonly profile?: string;
  readonly version?: string;
  readonly 'http-code'?: string;
  readonly 'Accept-Language'?: string;
}

interface SuiteElement {
  readonly name: string;
  readonly mode?: string;
  readonly setup?: readonly string[];
  readonly tests: readonly CaseElement[];
}

/** The cases whose request and answer are both in the folder, and that are meant for a server of R4. */
export function ecosystemCases(): readonly EcosystemCase[] {
  const { suites } = readJson('test-cases.json') as unknown as { readonly suites: readonly SuiteElement[] };
  return suites.flatMap((suite) =>
    suite.tests.flatMap((one) => {
      const files = [one.request, one.response, one.profile].filter((name) => name !== undefined);
      const isMeant = one.version === undefined || one.version === '4.0' || one.version === '!5.0';
      if (!isMeant || !files.every((name) => existsSync(new URL(name, folder)))) return [];
      const languages = one['Accept-Language']?.split(',').map((tag) => tag.trim()) ?? [];
      return [
        {
          suite: suite.name,
          name: one.name,
          mode: one.mode ?? suite.mode ?? 'general',
          operation: one.operation,
          ...(one.request === undefined ? {} : { request: one.request }),
          response: one.response,
          ...(one.profile === undefined ? {} : { profile: one.profile }),
          languages,
          ...(one['http-code'] === undefined ? {} : { status: one['http-code'] }),
          setup: suite.setup ?? [],
        },
      ];
    }),
  );
}

const propertyDeclaration = 'http://hl7.org/fhir/5.0/StructureDefinition/extension-ValueSet.expansion.property';
const propertyOfEntry = 'http://hl7.org/fhir/5.0/StructureDefinition/extension-ValueSet.expansion.contains.property';

/** An answer of R4 in the form of R5, in which the templates are written: what R4 has as extensions become elements. */
export function inR5(answer: unknown): unknown {
  if (Array.isArray(answer)) return answer.map(inR5);
  if (!isObject(answer)) return answer;
  const made: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(answer)) made[name] = inR5(value);
  // The map that a translation comes from is `source` in R4 and `originMap` in R5; there `source` is a concept.
  if (made.name === 'match' && Array.isArray(made.part)) {
    made.part = made.part.filter((one) => !(isObject(one) && one.name === 'source' && 'valueUri' in one));
  }
  const extensions = made.extension;
  if (!Array.isArray(extensions)) return made;
  const isProperty = (one: unknown) =>
    isObject(one) && (one.url === propertyDeclaration || one.url === propertyOfEntry);
  const properties = extensions.filter(isProperty).map((one) => {
    const parts = (one as { readonly extension: readonly Json[] }).extension;
    return Object.fromEntries(
      parts.flatMap(({ url, ...value }) =>
        Object.entries(value).map(([name, own]) => [url === 'value' ? name : String(url), own]),
      ),
    );
  });
  if (properties.length > 0) made.property = properties;
  const rest = extensions.filter((one) => !isProperty(one));
  if (rest.length > 0) made.extension = rest;
  else delete made.extension;
  return made;
}

/** Extensions that the templates judge; others may stand in an answer or not. */
const judged =
  /\/(codesystem-(alternate|conceptOrder|label)|coding-sctdescid|itemWeight|rendering-(style|xhtml)|translation|valueset-(concept-definition|conceptOrder|deprecated|label|supplement|unclosed|toocostly)|alternate-code-(use|status))$|\/fhir\/test\//;

const forms: Readonly<Record<string, RegExp>> = {
  id: /^[A-Za-z0-9\-.]{1,64}$/,
  uuid: /^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  instant: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
  date: /^\d{4}(-\d\d(-\d\d(T.*)?)?)?$/,
  url: /^[a-z][a-z0-9+.-]*:/,
  token: /^\S+$/,
  semver: /^\d+\.\d+\.\d+/,
  string: /^\S([\s\S]*\S)?$/,
  version: /^4\.0\.\d$/,
};

/** What is wrong with an answer by its template; undefined where nothing is. */
export function mismatch(template: unknown, answer: unknown, path = ''): string | undefined {
  if (typeof template === 'string') return mismatchOfText(template, answer, path);
  if (Array.isArray(template)) return mismatchOfList(template, answer, path);
  if (!isObject(template)) return Object.is(template, answer) ? undefined : told(path, template, answer);
  if (!isObject(answer)) return told(path, template, answer);
  const optional = new Set((template['$optional-properties$'] as readonly string[] | undefined) ?? []);
  const counted = new Set((template['$count-arrays$'] as readonly string[] | undefined) ?? []);
  for (const [name, wanted] of Object.entries(template)) {
    // `location` is deprecated and repeats `expression`: for answers of the same kind templates have it or have it not.
    if (name.startsWith('$') || name === 'location' || (name === 'text' && isObject(wanted))) continue;
    const given = answer[name];
    const own = path === '' ? name : `${path}.${name}`;
    if (given === undefined) {
      if (optional.has(name) || optional.has('*') || isAllOptional(wanted)) continue;
      return `${own} is missing`;
    }
    if (counted.has(name)) {
      if ((wanted as readonly unknown[]).length !== (given as readonly unknown[]).length)
        return told(own, wanted, given);
      continue;
    }
    const found = mismatch(wanted, given, own);
    if (found !== undefined) return found;
  }
  for (const [name, given] of Object.entries(answer)) {
    if (name in template || optional.has(name) || name === 'text' || name === 'meta' || name === 'location') continue;
    if (name === 'extension' && (given as readonly Json[]).every(({ url }) => !judged.test(String(url)))) continue;
    // What a server tells besides is no fault (R4 has no place to tell it elsewhere).
    if (name === 'language' && path === '') continue;
    return `${path === '' ? name : `${path}.${name}`} is too much: ${short(given)}`;
  }
  return undefined;
}

function mismatchOfText(written: string, answer: unknown, path: string): string | undefined {
  // The version of FHIR that the server speaks may stand within a text.
  const template = written.replace(/(?<=.)\$version\$/, '4.0.1');
  const control = /^\$([a-z]+)(?::([\s\S]*))?\$$/.exec(template);
  if (template === '$$') return undefined;
  if (control === null || typeof answer !== 'string')
    return template === answer ? undefined : told(path, template, answer);
  const [, name = '', rest = ''] = control;
  const has = (part: string) => answer.toLowerCase().includes(part.toLowerCase());
  if (name === 'choice') return rest.split('|').includes(answer) ? undefined : told(path, template, answer);
  if (name === 'fragments') return rest.split('|').every(has) ? undefined : told(path, template, answer);
  if (name === 'external') {
    const [, ...parts] = rest.split(':');
    return has(parts.join(':').replace(/^.*\|(?=http)/, '')) || parts.length === 0
      ? undefined
      : told(path, template, answer);
  }
  const form = forms[name];
  return form?.test(answer) === true ? undefined : told(path, template, answer);
}

/** Lists are compared without regard to order: each entry that must be there has one of its own in the answer. */
function mismatchOfList(template: readonly unknown[], answer: unknown, path: string): string | undefined {
  if (!Array.isArray(answer)) return told(path, template, answer);
  const free = new Set(answer.keys());
  let fault: string | undefined;
  // Those that must be there choose first.
  for (const wanted of [...template].sort((one, other) => Number(isOptional(one)) - Number(isOptional(other)))) {
    let nearest: string | undefined;
    const place = [...free].find((one) => {
      const found = mismatch(wanted, answer[one], `${path}[${nameOf(wanted)}]`);
      if (found !== undefined && nameOf(wanted) === nameOf(answer[one])) nearest ??= found;
      return found === undefined;
    });
    if (place !== undefined) free.delete(place);
    else if (!isOptional(wanted)) fault ??= nearest ?? `${path} lacks ${short(wanted)}`;
  }
  if (fault !== undefined) return fault;
  const extra = [...free].map((place) => answer[place]).find((one) => !isNegligible(one));
  return extra === undefined ? undefined : `${path} has too much: ${short(extra)}`;
}

function isNegligible(one: unknown): boolean {
  return isObject(one) && typeof one.url === 'string' && !judged.test(one.url);
}

function nameOf(one: unknown): string {
  if (!isObject(one)) return '';
  const issue = (one.details as Json | undefined)?.text;
  return String(one.name ?? one.code ?? issue ?? '');
}

function isOptional(template: unknown): boolean {
  if (!isObject(template)) return false;
  const mark = template.$optional$;
  // The cases run as for any server: what is optional there is marked so for every mode but that of the reference.
  return mark === true || (typeof mark === 'string' && /^(![a-z]|warning:|version:4)/.test(mark));
}

function isAllOptional(wanted: unknown): boolean {
  return Array.isArray(wanted) ? wanted.every(isOptional) : isOptional(wanted);
}

function told(path: string, wanted: unknown, given: unknown): string {
  return `${path}: expected ${short(wanted)}, found ${short(given)}`;
}

function short(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 160 ? `${text.slice(0, 160)}...` : text;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
