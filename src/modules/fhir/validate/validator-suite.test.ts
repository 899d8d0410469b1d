import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Definition } from '../definitions.ts';
import { parseResource } from '../parse-resource.ts';
import { createValidator } from './create-validator.ts';
import { codesOfDefinitions } from './definition-codes.ts';
import { coreDefinitions, withDefinitions } from './definitions-source.ts';

const folder = new URL('../../../../../shared/data/fhir-validator-r4/', import.meta.url);
const present = existsSync(new URL('manifest.json', folder));

interface Case {
  readonly name: string;
  readonly file: string;
  readonly module?: string;
  readonly java?: unknown;
  readonly packages?: readonly string[];
  readonly supporting?: readonly string[];
  readonly profiles?: readonly string[];
  readonly profile?: { readonly source: string; readonly java?: unknown; readonly supporting?: readonly string[] };
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

/** Verdicts of the reference that ours agreed with when this was written; they only grow. */
const agreedBefore = 312;

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

const core = coreDefinitions();

/** The errors that we find: their path and words. */
function errorsOf(one: Case, profile: Case['profile']): readonly { readonly path?: string; readonly text: string }[] {
  const text = readFileSync(new URL(one.file, folder), 'utf8');
  const parsed = parseResource(text, formatOf(one.file), largest);
  if (!parsed.ok) return parsed.fault.issues;
  const asked = profile === undefined ? [] : load(profile.source);
  const more = [one.supporting, one.profiles, profile?.supporting].flatMap((files) => (files ?? []).flatMap(load));
  const definitions = withDefinitions(core, [...more, ...asked]);
  const validator = createValidator({ definitions, codes: codesOfDefinitions(definitions) });
  const canonical = (asked[0] as { readonly url?: string } | undefined)?.url ?? profile?.source;
  const profiles = canonical === undefined ? [] : [canonical];
  const found = validator.validate(parsed.value, { profiles, unknownExtensions: 'error' });
  return found.filter(({ severity }) => severity === 'error');
}

/** Paths without what only the reference writes into them, and without the index of a first entry. */
function plain(path: string): string {
  return path
    .replace(/\/\*.*?\*\//g, '')
    .replace(/\.ofType\(\w+\)/g, '')
    .replaceAll('[0]', '');
}

function reasonOf(one: Case, expected: readonly ExpectedIssue[]): string {
  if (one.packages !== undefined) return `needs the package ${one.packages.join(', ')}`;
  const words = expected.map(({ details }) => details?.text ?? '').join(' ');
  if (/Display Name|Unknown code|value ?set|codes? /i.test(words)) return 'needs code systems that are not loaded';
  return expected.length > 0 ? 'the rule is not judged yet' : 'judged more strictly than the reference';
}

describe.skipIf(!present)('the validator suite of R4 (needs ../shared/data/fhir-validator-r4)', () => {
  it('agrees with the reference on what is valid, as often as before', { timeout: 120_000 }, () => {
    const manifest = JSON.parse(readFileSync(new URL('manifest.json', folder), 'utf8'));
    let agreed = 0;
    let judged = 0;
    let paths = 0;
    let pathsFound = 0;
    const failing: string[] = [];
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
        const errors = errorsOf(one, profile);
        judged++;
        for (const { expression } of expected) {
          if (expression?.[0] === undefined) continue;
          paths++;
          if (errors.some(({ path }) => plain(path ?? '') === plain(expression[0] as string))) pathsFound++;
        }
        if (expected.length > 0 === errors.length > 0) agreed++;
        else failing.push(`${one.name}${profile === undefined ? '' : ' (profile)'}: ${reasonOf(one, expected)}`);
      }
    }
    console.log(
      `fhir-validator-r4: ${agreed} of ${judged} verdicts agree; ${pathsFound} of ${paths} paths of errors found`,
    );
    for (const line of failing) console.log(`  differs: ${line}`);
    expect(agreed).toBeGreaterThanOrEqual(agreedBefore);
  });
});
