import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseKeepingNumbers } from '../number-literal.ts';
import { parseResource, sourceOf } from '../parse-resource.ts';
import { applyPatch } from '../patch/apply-patch.ts';
import { readFhirPathPatch } from '../patch/fhirpath-patch.ts';
import { checkStructure } from '../structure/check-structure.ts';
import { alignLists } from './align-lists.ts';
import { diffResources } from './diff-resources.ts';

type Members = Record<string, unknown>;

function diff(from: object, to: object, includeMeta = false): string {
  const text = diffResources(JSON.stringify(from), JSON.stringify(to), { includeMeta });
  if (!text.ok) throw new Error(`${text.fault.code}: ${text.fault.issues[0]?.text}`);
  return text.value;
}

function apply(patchText: string, from: string): string {
  const patch = readFhirPathPatch(JSON.parse(patchText), patchText);
  const done = patch.ok ? applyPatch(from, patch.value) : patch;
  if (!done.ok) throw new Error(`${done.fault.issues[0]?.path}: ${done.fault.issues[0]?.text}\n${patchText}`);
  return done.value.source;
}

/** Members in the order of their names, numbers as they were written; what a patch leaves alone is taken out. */
function canonical(text: string): string {
  const sorted = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(sorted);
    if (typeof value !== 'object' || value === null || 'literal' in value) return value;
    return Object.fromEntries(
      Object.entries(value)
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([name, inner]) => [name, sorted(inner)]),
    );
  };
  const { id: _id, meta: _meta, ...rest } = parseKeepingNumbers(text) as Members;
  return JSON.stringify(sorted(rest));
}

const patient = {
  resourceType: 'Patient',
  id: 'p',
  name: [{ family: 'Moreau', given: ['Claire', 'Anne'] }],
  birthDate: '1984-03-12',
  contact: [{ name: { text: 'Henri' } }],
};

describe('the difference of two resources', () => {
  it('is a FHIRPath Patch that tells what was there before', () => {
    const changed = { ...patient, birthDate: '1984-12-03', name: [{ family: 'Silva', given: ['Claire', 'Anne'] }] };
    expect(JSON.parse(diff(patient, changed))).toEqual({
      resourceType: 'Parameters',
      parameter: [
        {
          name: 'operation',
          part: [
            { name: 'type', valueCode: 'replace' },
            { name: 'path', valueString: 'Patient.name[0].family' },
            { name: 'previousValue', valueString: 'Moreau' },
            { name: 'value', valueString: 'Silva' },
          ],
        },
        {
          name: 'operation',
          part: [
            { name: 'type', valueCode: 'replace' },
            { name: 'path', valueString: 'Patient.birthDate' },
            { name: 'previousValue', valueDate: '1984-03-12' },
            { name: 'value', valueDate: '1984-12-03' },
          ],
        },
      ],
    });
    expect(JSON.parse(diff(patient, patient))).toEqual({ resourceType: 'Parameters' });
  });

  it('is itself a sound resource, and says number literals as they were written', () => {
    const text = diff(
      { resourceType: 'Observation', status: 'final', valueQuantity: { value: 7 } },
      { resourceType: 'Observation', status: 'final', valueString: 'seven', component: [{ code: { text: 'a' } }] },
    );
    expect(checkStructure(JSON.parse(text))).toEqual([]);
    const precise = diffResources(
      '{"resourceType":"Observation","valueQuantity":{"value":7.1,"unit":"x"}}',
      '{"resourceType":"Observation","valueQuantity":{"value":7.10,"unit":"x"}}',
    );
    expect(precise.ok && precise.value).toContain('"valueDecimal":7.10');
  });

  it('leaves the id and the meta, and compares labels where asked', () => {
    const tagged = { ...patient, id: 'q', meta: { versionId: '2', tag: [{ code: 'x' }] } };
    expect(JSON.parse(diff({ ...patient, meta: { versionId: '1' } }, tagged)).parameter).toBeUndefined();
    const [operation, more] = JSON.parse(
      diff(
        { ...patient, meta: { versionId: '1', source: 'a' } },
        { ...tagged, meta: { ...tagged.meta, source: 'a' } },
        true,
      ),
    ).parameter;
    expect([operation.part[0].valueCode, operation.part[1].valueString, more]).toEqual([
      'add',
      'Patient.meta',
      undefined,
    ]);
  });

  it('refuses what is of two types, and what differs in too many places', () => {
    const other = diffResources(JSON.stringify(patient), '{"resourceType":"Basic"}');
    expect(!other.ok && other.fault.code).toBe('resource.type-mismatch');
    const many = { ...patient, identifier: Array.from({ length: 1500 }, (_none, index) => ({ value: `${index}` })) };
    const costly = diffResources(JSON.stringify(patient), JSON.stringify(many));
    expect(!costly.ok && costly.fault.code).toBe('patch.too-costly');
  });

  it('reaches contained resources, extensions of primitives, and entries of Bundles', () => {
    const from = {
      ...patient,
      contained: [{ resourceType: 'Organization', id: 'o', name: 'A' }],
      _birthDate: { extension: [{ url: 'urn:x', valueString: 'y' }] },
    };
    const to = {
      ...patient,
      contained: [
        { resourceType: 'Organization', id: 'o', name: 'B' },
        { resourceType: 'Practitioner', id: 'r' },
      ],
      extension: [{ url: 'urn:z', extension: [{ url: 'a', valueCode: 'b' }] }],
    };
    for (const [one, other] of [
      [from, to],
      [to, from],
    ] as const) {
      expect(canonical(apply(diff(one, other), JSON.stringify(one)))).toBe(canonical(JSON.stringify(other)));
    }
  });
});

it('aligns lists with as little change as can be', () => {
  const plenty = { left: 1_000 };
  expect(alignLists([...'abcd'], [...'axcd'], plenty)).toEqual([{ before: 1, removed: 1, after: 1, added: 1 }]);
  expect(alignLists([...'abc'], [...'bcd'], plenty)).toEqual([
    { before: 0, removed: 1, after: 0, added: 0 },
    { before: 3, removed: 0, after: 2, added: 1 },
  ]);
  expect(plenty.left).toBe(1_000 - 1 - 9);
  expect(alignLists([...'abc'], [...'bcd'], { left: 8 })).toEqual([{ before: 0, removed: 3, after: 0, added: 3 }]);
});

// Changes of any element of a real resource: one taken away, doubled, moved, or put in the place of another.
const folder = new URL('../../../../../shared/data/fhir-r4-examples/', import.meta.url);
const present = existsSync(folder);

function jsonFiles(): readonly string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'));
  return files.sort();
}

/** Evenly spread numbers from 0 to 1, the same for the same seed (mulberry32). */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function mutate(value: unknown, choose: () => number): unknown {
  if (Array.isArray(value)) {
    const items = value.map((one) => mutate(one, choose));
    const roll = choose();
    const at = Math.floor(choose() * items.length);
    if (roll < 0.05 && items.length > 1) items.splice(at, 1);
    else if (roll < 0.1) items.splice(at, 0, structuredClone(items[Math.floor(choose() * items.length)]));
    else if (roll < 0.15) items.reverse();
    return items;
  }
  if (typeof value !== 'object' || value === null) return value;
  const names = Object.keys(value).filter((name) => name !== 'resourceType');
  const members = Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, mutate(inner, choose)]),
  ) as Members;
  // What belongs to a primitive goes with it.
  const gone = names[Math.floor(choose() * names.length)] ?? '';
  if (choose() < 0.04 && names.length > 1 && !names.includes(`_${gone}`)) delete members[gone];
  return members;
}

describe.skipIf(!present)('with ../shared/data/fhir-r4-examples', () => {
  const texts = present
    ? jsonFiles()
        .map((name) => readFileSync(new URL(name, folder), 'utf8'))
        .filter((text) => text.length < 60_000)
        .flatMap((text) => {
          const parsed = parseResource(text, 'json');
          return parsed.ok ? [sourceOf(parsed.value)] : [];
        })
    : [];

  it('gives the other resource when it is applied to the one', () => {
    let compared = 0;
    fc.assert(
      fc.property(fc.nat(texts.length - 1), fc.nat(), (index, seed) => {
        const from = texts[index] ?? '';
        const other = parseResource(JSON.stringify(mutate(JSON.parse(from), numbersFrom(seed))), 'json');
        if (!other.ok || checkStructure(other.value).some(({ severity }) => severity === 'error')) return;
        const to = sourceOf(other.value);
        const patch = diffResources(from, to);
        if (!patch.ok) {
          expect(patch.fault.code).toBe('patch.too-costly');
          return;
        }
        compared += 1;
        expect(canonical(apply(patch.value, from))).toBe(canonical(to));
      }),
      { numRuns: 1000 },
    );
    console.log(`$diff: ${texts.length} resources, ${compared} pairs compared`);
    expect(compared).toBeGreaterThan(50);
  });
});
