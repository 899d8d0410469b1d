import { describe, expect, it } from 'vitest';
import type { Definition } from '#fhir';
import type { TerminologyOperation } from '../concepts.ts';
import { createTerminologyEngine } from './engine.ts';
import { sourceOfResources } from './overlaid-source.ts';

const system = 'urn:example:large';
const concepts = 20_000;
const codeAt = (place: number) => String(100_000 + place);

/** A tree of eight children each, with a word for each concept. */
const large = {
  resourceType: 'CodeSystem',
  url: system,
  version: '1',
  status: 'active',
  content: 'complete',
  concept: Array.from({ length: concepts }, (_, place) => ({
    code: codeAt(place),
    display: `concept number ${place}`,
    ...(place === 0 ? {} : { property: [{ code: 'parent', valueCode: codeAt(Math.floor(place / 8)) }] }),
  })),
} as unknown as Definition;
const engine = createTerminologyEngine({ source: sourceOfResources([large]) });

type Parameter = { readonly name: string; readonly [value: string]: unknown };
const ask = (operation: TerminologyOperation, ...parameter: Parameter[]) =>
  engine.perform(operation, {
    parameters: { resourceType: 'Parameters', parameter } as unknown as Definition,
    languages: [],
  });
const set = (url: string, compose: object) => ({ resourceType: 'ValueSet', url, status: 'active', compose });
const brought = (resource: object): Parameter => ({ name: 'tx-resource', resource });

/** Value sets of which each imports the next twice: there are 2^30 ways through them. */
const ways = Array.from({ length: 30 }, (_, place) => {
  const next = { valueSet: [`urn:example:set${place + 1}`] };
  const include = place === 29 ? [{ system, concept: [{ code: codeAt(1) }] }] : [next, next];
  return brought(set(`urn:example:set${place}`, { include }));
});
const first = { name: 'url', valueUri: 'urn:example:set0' };
const ofSystem = { name: 'system', valueUri: system };
const code = { name: 'code', valueCode: codeAt(2) };

describe('what a question may cost', () => {
  it.each<[string, TerminologyOperation, Parameter[]]>([
    ['an expansion', 'ValueSet/$expand', [first]],
    ['a validation', 'ValueSet/$validate-code', [first, ofSystem, code]],
    [
      'a code without its system',
      'ValueSet/$validate-code',
      [first, code, { name: 'inferSystem', valueBoolean: true }],
    ],
    [
      'the scope of a map',
      'ConceptMap/$translate',
      [
        {
          name: 'conceptMap',
          resource: { resourceType: 'ConceptMap', status: 'active', sourceCanonical: first.valueUri },
        },
        ofSystem,
        code,
      ],
    ],
  ])('gives up on value sets through which lead too many ways: %s', async (_, operation, parameters) => {
    const { status, resource } = await ask(operation, ...ways, ...parameters);
    expect([status, JSON.stringify(resource)]).toEqual([422, expect.stringContaining('too-costly')]);
  });

  it('gives up on thousands of codes that are each looked for among thousands', async () => {
    const coding = Array.from({ length: 20_000 }, (_, place) => ({ system: 'urn:other', code: String(place) }));
    const concept = { name: 'codeableConcept', valueCodeableConcept: { coding } };
    const element = coding.map(({ code: own }) => ({ code: `none-${own}` }));
    const map = { resourceType: 'ConceptMap', status: 'active', group: [{ source: 'urn:other', element }] };
    const include = element.map((listed) => ({ system, concept: [listed] }));
    const contains = coding.map(({ code: own }) => ({ system, code: own }));
    const valueSet = (more: object) => ({
      name: 'valueSet',
      resource: { resourceType: 'ValueSet', url: 'urn:example:set', status: 'active', ...more },
    });
    const before = process.cpuUsage();
    expect((await ask('ConceptMap/$translate', { name: 'conceptMap', resource: map }, concept)).status).toBe(422);
    for (const more of [{ compose: { include } }, { expansion: { contains } }]) {
      expect((await ask('ValueSet/$validate-code', valueSet(more), concept)).status).toBe(422);
    }
    expect(process.cpuUsage(before).user / 1e6).toBeLessThan(5);
  });

  it('gives up on hundreds of excludes that are each asked of every concept', async () => {
    const exclude = Array.from({ length: 900 }, (_, place) => ({
      system,
      filter: [{ property: 'concept', op: 'is-a', value: codeAt(concepts - 1 - place) }],
    }));
    const valueSet = { name: 'valueSet', resource: set('urn:example:set', { include: [{ system }], exclude }) };
    expect((await ask('ValueSet/$expand', valueSet, { name: 'count', valueInteger: 10 })).status).toBe(422);
  });

  it('lets others have their turn while it goes through every concept, and comes to an end', async () => {
    const filter = [
      { property: 'display', op: 'regex', value: '(.?){150}1999(.?){150}' },
      { property: 'display', op: 'regex', value: '.*9' },
    ];
    const valueSet = { name: 'valueSet', resource: set('urn:example:set', { include: [{ system, filter }] }) };
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 1);
    const { status, resource } = await ask('ValueSet/$expand', valueSet);
    clearInterval(timer);
    const { contains } = resource.expansion as { readonly contains: readonly { readonly code: string }[] };
    expect([status, contains.map((one) => one.code)]).toEqual([200, [codeAt(1_999), codeAt(11_999), codeAt(19_999)]]);
    expect(turns).toBeGreaterThan(1);
  });

  it('answers pages of 5,000 codes at most, with the total', async () => {
    const whole = { name: 'url', valueUri: `${system}?fhir_vs` };
    const { resource } = await ask('ValueSet/$expand', whole, { name: 'count', valueInteger: 2_000_000_000 });
    const { contains, total } = resource.expansion as { readonly contains: readonly object[]; readonly total: number };
    expect([contains.length, total]).toEqual([5_000, concepts]);
  });

  it('reads a code system that a request brings along once, however many codes it asks of it', async () => {
    const own = { ...large, url: 'urn:example:brought' };
    const validation = {
      resourceType: 'Parameters',
      parameter: [
        { name: 'url', valueUri: own.url },
        { name: 'code', valueCode: codeAt(1) },
      ],
    };
    const asked = Array.from({ length: 500 }, () => ({ name: 'validation', resource: validation }));
    const before = process.cpuUsage();
    expect((await ask('ValueSet/$batch-validate-code', brought(own), ...asked)).status).toBe(200);
    const { user } = process.cpuUsage(before);
    // Read for each it would take a minute.
    expect(user / 1e6).toBeLessThan(10);
  });

  it('tells the relations of a full closure table without asking about each pair', async () => {
    const name = { name: 'name', valueString: 'table' };
    await ask('$closure', name);
    for (let from = 0; from < 9_500; from += 500) {
      const some = Array.from({ length: 500 }, (_, place) => ({
        name: 'concept',
        valueCoding: { system, code: codeAt(from + place) },
      }));
      expect((await ask('$closure', name, ...some)).status).toBe(200);
    }
    const before = process.cpuUsage();
    const { resource } = await ask('$closure', name, { name: 'version', valueString: '0' });
    const { user } = process.cpuUsage(before);
    const [{ element }] = resource.group as [{ readonly element: readonly object[] }];
    expect(element.length).toBe(9_499);
    expect(user / 1e6).toBeLessThan(3);
  });
});
