import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coreDefinitions, createValidator, parseResource, type Resource } from '#fhir';
import { codesOfSource, sourceOfDefinitions } from '#terminology/codes';
import { isObject } from '../../src/modules/fhir/json-value.ts';
import { compiledType, type Slot } from '../../src/modules/fhir/structure/compiled-type.ts';
import { codesOf } from '../../src/modules/fhir/structure/value-sets.ts';

const folder = new URL('../../../shared/data/fhir-r4-examples/', import.meta.url);
const present = existsSync(folder);
const soak = process.env.CARNET_SOAK === '1';
const seed = Number(process.env.CARNET_SEED ?? Date.now() % 1_000_000);

type Members = Record<string, unknown>;

/** A member of an object of a resource, and what R4 says of it. */
interface Place {
  readonly owner: Members;
  readonly key: string;
  readonly slot: Slot;
  readonly type: string;
}

function placesIn(value: Members, type: string, found: Place[] = []): readonly Place[] {
  const { slots } = compiledType(type);
  for (const key of Object.keys(value)) {
    const slot = slots.get(key);
    if (slot === undefined) continue;
    found.push({ owner: value, key, slot, type });
    const inner = slot.beside ? 'Element' : slot.entry.type;
    for (const one of Array.isArray(value[key]) ? value[key] : [value[key]]) {
      if (!isObject(one)) continue;
      const own = slot.entry.kind === 'resource' ? String((one as Members).resourceType) : inner;
      placesIn(one as Members, own, found);
    }
  }
  return found;
}

/** Changes a resource in one place. True where R4 forbids what comes of it, false where it may be legal. */
type Mutation = (place: Place) => boolean;

const dated: ReadonlySet<string> = new Set(['date', 'dateTime', 'instant']);

const mutations: Readonly<Record<string, Mutation>> = {
  'names an element that there is not': ({ owner, key }) => {
    owner[`${key}Nonsense`] = owner[key];
    delete owner[key];
    return true;
  },
  'takes an element away': ({ owner, key, slot, type }) => {
    delete owner[key];
    const { entry } = slot;
    const others = compiledType(type).entry.elements.filter(({ label }) => label === entry.label);
    return entry.min > 0 && !others.some(({ name }) => owner[name] !== undefined || owner[`_${name}`] !== undefined);
  },
  'puts another type in its place': ({ owner, key }) => {
    owner[key] = typeof owner[key] === 'boolean' ? 'true' : true;
    return true;
  },
  'makes one many, and many one': ({ owner, key }) => {
    owner[key] = Array.isArray(owner[key]) ? { many: 'one' } : [owner[key]];
    return true;
  },
  'empties it': ({ owner, key }) => {
    owner[key] = Array.isArray(owner[key]) ? [] : '';
    return true;
  },
  'leaves null': ({ owner, key }) => {
    owner[key] = null;
    return true;
  },
  'names a day that there is not': ({ owner, key, slot }) => {
    if (!dated.has(slot.entry.type) || slot.many || slot.beside) return false;
    owner[key] = '2026-02-30';
    return true;
  },
  'names a code that there is not': ({ owner, key, slot }) => {
    const valueSet = slot.entry.type === 'code' && !slot.beside ? slot.entry.required : undefined;
    if (valueSet === undefined || codesOf(valueSet) === undefined) return false;
    owner[key] = slot.many ? ['no-such-code'] : 'no-such-code';
    return true;
  },
  'adds an extension that nobody knows': ({ owner, key, slot }) => {
    if (slot.entry.kind !== 'complex' || slot.many || !isObject(owner[key])) return false;
    (owner[key] as Members).extension = [{ url: 'http://example.org/unknown', valueBoolean: true }];
    return false;
  },
};

function samples(): readonly Resource[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => {
      const parsed = parseResource(readFileSync(new URL(name, folder), 'utf8'), 'json');
      return parsed.ok ? [parsed.value] : [];
    })
    .filter((one) => JSON.stringify(one).length < 30_000);
}

describe.skipIf(!present)('a sound resource with one change (needs ../shared/data/fhir-r4-examples)', () => {
  const definitions = coreDefinitions();
  const validator = createValidator({ definitions, codes: codesOfSource(sourceOfDefinitions(definitions)) });
  const isSound = (one: Resource) => validator.validate(one).every(({ severity }) => severity !== 'error');

  it(`is found out where the change is forbidden (seed ${seed})`, { timeout: 600_000 }, () => {
    const sound = samples().filter(isSound);
    expect(sound.length).toBeGreaterThan(40);
    let forbidden = 0;
    const change = fc.record({
      sample: fc.nat(sound.length - 1),
      place: fc.nat(),
      kind: fc.constantFrom(...Object.keys(mutations)),
    });
    fc.assert(
      fc.property(change, ({ sample, place, kind }) => {
        const resource = structuredClone(sound[sample]) as Resource & Members;
        const places = placesIn(resource, resource.resourceType);
        const where = places[place % places.length] as Place;
        const isForbidden = mutations[kind]?.(where) === true;
        const refused = !isSound(resource);
        if (!isForbidden) return true;
        forbidden++;
        if (!refused) throw new Error(`${resource.resourceType} ${where.type}.${where.key} ${kind}: not found`);
        return true;
      }),
      { numRuns: soak ? 10_000 : 1_000, seed },
    );
    expect(forbidden).toBeGreaterThan(400);
  });
});

describe('a document of 1 MB', () => {
  it('with much of one thing is judged in 100 ms', { timeout: 120_000 }, () => {
    // In a process of its own, where the code runs as it does in a node.
    const measure = fileURLToPath(new URL('./large-documents.ts', import.meta.url));
    const told = execFileSync(process.execPath, [measure], { encoding: 'utf8' });
    const costs = Object.entries(JSON.parse(told) as Record<string, number>);
    console.log(`1 MB: ${costs.map(([name, cost]) => `${name} ${cost.toFixed(0)} ms`).join(', ')}`);
    expect(costs.length).toBeGreaterThan(5);
    expect(costs.filter(([, cost]) => cost > 100)).toEqual([]);
  });
});
