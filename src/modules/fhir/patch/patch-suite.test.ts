import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseKeepingNumbers } from '../number-literal.ts';
import { parseResource, sourceOf } from '../parse-resource.ts';
import { applyPatch } from './apply-patch.ts';
import { readFhirPathPatch } from './fhirpath-patch.ts';
import { readJsonPatch } from './json-patch.ts';

const folder = new URL('../../../../../shared/data/patch-r4/', import.meta.url);
const present = existsSync(folder);

/** Cases that do not pass, each with its reason. */
const failing: Readonly<Record<string, string>> = {};

interface JsonCase {
  readonly comment: string;
  readonly doc: unknown;
  readonly patch: unknown;
  readonly expected?: unknown;
  readonly error?: string;
}

function runJson({ doc, patch }: JsonCase): unknown {
  const read = readJsonPatch(JSON.stringify(patch));
  const done = read.ok ? read.value(parseKeepingNumbers(JSON.stringify(doc))) : read;
  return done.ok ? JSON.parse(JSON.stringify(done.value)) : 'fault';
}

/** The element of this name, with what is inside, out of a case; the resource alone where it has one. */
function part(text: string, name: string): string | undefined {
  return new RegExp(`<${name}>\\s*([\\s\\S]*?)\\s*</${name}>`).exec(text)?.[1];
}

function resourceOf(xml: string) {
  const parsed = parseResource(xml, 'xml');
  if (!parsed.ok) throw new Error(`A case of the suite cannot be read: ${parsed.fault.issues[0]?.text}`);
  return parsed.value;
}

function runFhirPath(text: string): { readonly is: unknown; readonly expected: unknown } {
  const input = resourceOf(part(text, 'input') ?? '');
  const diff = resourceOf(part(text, 'diff') ?? '');
  const output = part(text, 'output');
  const patch = readFhirPathPatch(diff, sourceOf(diff));
  const patched = patch.ok ? applyPatch(sourceOf(input), patch.value) : patch;
  return {
    is: patched.ok ? patched.value.resource : 'fault',
    expected: output === undefined ? 'fault' : resourceOf(output),
  };
}

describe.skipIf(!present)('patch-r4, which needs ../shared/data/patch-r4', () => {
  it('passes JSON Patch, but for the cases that are listed', () => {
    const cases = JSON.parse(readFileSync(new URL('json-patch-tests.json', folder), 'utf8')) as readonly JsonCase[];
    const failed = cases.filter((one) => {
      const expected = one.error === undefined ? one.expected : 'fault';
      return JSON.stringify(sorted(runJson(one))) !== JSON.stringify(sorted(expected));
    });
    console.log(`patch-r4 JSON Patch: ${cases.length - failed.length} passed, ${failed.length} failed`);
    expect(cases.length).toBeGreaterThan(10);
    expect(failed.map((one) => one.comment)).toEqual(Object.keys(failing).filter((name) => name.startsWith('JSON ')));
  });

  it('passes FHIRPath Patch, but for the cases that are listed', () => {
    const text = readFileSync(new URL('fhir-patch-tests.xml', folder), 'utf8');
    const cases = Array.from(text.matchAll(/<case name="([^"]*)"[^>]*>([\s\S]*?)<\/case>/g), ([, name, body]) => ({
      name: name as string,
      ...runFhirPath(body as string),
    }));
    const failed = cases.filter(({ is, expected }) => JSON.stringify(sorted(is)) !== JSON.stringify(sorted(expected)));
    console.log(`patch-r4 FHIRPath Patch: ${cases.length - failed.length} passed, ${failed.length} failed`);
    expect(cases.length).toBeGreaterThan(20);
    expect(failed.map((one) => one.name)).toEqual(Object.keys(failing).filter((name) => !name.startsWith('JSON ')));
  });
});

/** Members in the order of their names, and narrative as a browser shows it: one way to write quotation marks, one space. */
function sorted(value: unknown): unknown {
  if (typeof value === 'string' && value.startsWith('<div')) {
    return value
      .replaceAll('&quot;', '"')
      .replaceAll(/\s+/g, ' ')
      .replaceAll(/ ?(<[^>]*>) ?/g, '$1');
  }
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, inner]) => [name, sorted(inner)]),
  );
}
