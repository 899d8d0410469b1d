import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Definition } from '#fhir';
import type { TerminologyOperation } from '../concepts.ts';
import { packCodeSystem } from '../content/pack-code-system.ts';
import { readExpression } from './ecl/read-expression.ts';
import { testOfExpression } from './ecl/test-expression.ts';
import { createTerminologyEngine } from './engine.ts';
import { codesOfSource, createCodeJudge } from './judge-code.ts';
import { listBranch, listCodes } from './list-codes.ts';
import { sourceOfResources } from './overlaid-source.ts';
import type { CodeSystemFacts, Compose, FilterElement } from './resources.ts';

const animals = 'http://example.org/animals';
const plants = 'http://example.org/plants';

/** A code system whose concepts are named by their place in the tree: `a`, `ab` below it, `abc` below that. */
function tree(url: string, codes: readonly string[], more: object = {}): Definition {
  const concept = codes.map((code) => ({
    code,
    display: `The ${code}`,
    designation: [{ language: 'de', value: `Das ${code}` }],
    property: [
      ...(code.length > 1 ? [{ code: 'parent', valueCode: code.slice(0, -1) }] : []),
      { code: 'legs', valueInteger: code.length % 3 },
      ...(code.endsWith('c') ? [{ code: 'status', valueCode: 'retired' }] : []),
    ],
  }));
  const property = [{ code: 'legs', type: 'integer' }];
  return { resourceType: 'CodeSystem', url, version: '1', content: 'complete', property, concept, ...more } as never;
}

const codes = ['a', 'ab', 'abc', 'abd', 'ac', 'b', 'ba', 'bac', 'c'];
const resources = [tree(animals, codes), tree(plants, ['a', 'ab', 'x'])];

function valueSet(compose: Compose, url = 'http://example.org/set'): Definition {
  return { resourceType: 'ValueSet', url, status: 'active', compose } as never;
}

interface Entry {
  readonly system: string;
  readonly code: string;
  readonly contains?: readonly Entry[];
}

interface Answer {
  readonly parameter?: readonly (Readonly<Record<string, unknown>> & { readonly name: string })[];
  readonly expansion?: {
    readonly total?: number;
    readonly contains?: readonly Entry[];
  };
  readonly issue?: readonly { readonly details: { readonly text: string } }[];
  readonly group?: unknown;
  readonly version?: string;
}

async function ask(
  operation: TerminologyOperation,
  given: Readonly<Record<string, unknown>>,
  more: readonly Definition[] = [],
): Promise<Answer & { readonly status: number }> {
  const engine = createTerminologyEngine({ source: sourceOfResources([...resources, ...more]) });
  const { status, resource } = await engine.perform(operation, { parameters: parameters(given), languages: [] });
  return { status, ...(resource as Answer) };
}

function parameters(given: Readonly<Record<string, unknown>>): Definition {
  const parameter = Object.entries(given).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one) => {
      if (typeof one === 'object') return 'resourceType' in one ? { name, resource: one } : { name, valueCoding: one };
      if (typeof one === 'boolean') return { name, valueBoolean: one };
      return typeof one === 'number' ? { name, valueInteger: one } : { name, valueString: one };
    }),
  );
  return { resourceType: 'Parameters', parameter } as never;
}

function expanded({ expansion }: Answer): readonly string[] {
  const flat = (entries: readonly Entry[]): readonly string[] =>
    entries.flatMap(({ system, code, contains = [] }) => [`${system}|${code}`, ...flat(contains)]);
  return flat(expansion?.contains ?? []);
}

function valueNamed({ parameter }: Answer, name: string): unknown {
  const found = parameter?.find((one) => one.name === name);
  return Object.entries(found ?? {}).find(([key]) => key.startsWith('value'))?.[1];
}

describe('the terminology engine', () => {
  const filter = fc.oneof(
    ...['is-a', 'descendent-of', 'child-of', 'is-not-a', 'generalizes', '='].map((op) =>
      fc.record({
        property: fc.constant('concept'),
        op: fc.constant(op),
        value: fc.constantFrom(...codes),
      }),
    ),
    fc.record({ property: fc.constant('concept'), op: fc.constantFrom('in', 'not-in'), value: fc.constant('a, bac') }),
    fc.record({
      property: fc.constant('code'),
      op: fc.constant('regex'),
      value: fc.constantFrom('a.*', '[ab]+', '.{2}'),
    }),
    fc.record({
      property: fc.constant('legs'),
      op: fc.constantFrom('=', 'in', 'not-in'),
      value: fc.constantFrom('1', '2'),
    }),
    fc.record({ property: fc.constant('legs'), op: fc.constant('exists'), value: fc.constantFrom('true', 'false') }),
    fc.record({ property: fc.constant('inactive'), op: fc.constant('='), value: fc.constantFrom('true', 'false') }),
  ) as fc.Arbitrary<FilterElement>;
  const part = fc.oneof(
    fc.record({ system: fc.constantFrom(animals, plants) }),
    fc.record({
      system: fc.constant(animals),
      concept: fc
        .uniqueArray(fc.constantFrom(...codes), { minLength: 1 })
        .map((some) => some.map((code) => ({ code }))),
    }),
    fc.record({ system: fc.constant(animals), filter: fc.array(filter, { minLength: 1, maxLength: 2 }) }),
    fc.record({ valueSet: fc.constant(['http://example.org/inner']) }),
    fc.record({ system: fc.constant(animals), valueSet: fc.constant(['http://example.org/inner']) }),
  );
  const compose = fc.record(
    {
      inactive: fc.boolean(),
      include: fc.array(part, { minLength: 1, maxLength: 3 }),
      exclude: fc.array(part, { maxLength: 2 }),
    },
    { requiredKeys: ['include'] },
  ) as fc.Arbitrary<Compose>;

  it('expands exactly the codes that it validates, lists and takes for members', async () => {
    const inner = valueSet(
      { include: [{ system: animals, filter: [{ property: 'concept', op: 'is-a', value: 'a' }] }, { system: plants }] },
      'http://example.org/inner',
    );
    await fc.assert(
      fc.asyncProperty(compose, async (asked) => {
        const all = [...resources, inner, valueSet(asked)];
        const source = sourceOfResources(all);
        const { perform } = createTerminologyEngine({ source });
        const url = 'http://example.org/set';
        const { resource } = await perform('ValueSet/$expand', { parameters: parameters({ url }), languages: [] });
        const found = new Set(expanded(resource as Answer));
        const checker = codesOfSource(source);
        const named = listCodes(source, url, 100);
        const listed = new Set(
          typeof named === 'string' ? [] : named.map(({ system, code }) => (code ? `${system}|${code}` : system)),
        );
        for (const [system, some] of [
          [animals, codes],
          [plants, ['a', 'ab', 'x']],
        ] as const) {
          for (const code of some) {
            const key = `${system}|${code}`;
            const given = parameters({ url, system, code });
            const verdict = await perform('ValueSet/$validate-code', { parameters: given, languages: [] });
            expect(valueNamed(verdict.resource as Answer, 'result'), key).toBe(found.has(key));
            expect(checker.inValueSet(url, { system, code }), key).toBe(found.has(key));
            // What is left out for being inactive is not told by a whole code system that is only named.
            if (asked.inactive !== false) expect(listed.has(key) || listed.has(system), key).toBe(found.has(key));
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  it('pages an expansion without losing or repeating a code', async () => {
    const set = valueSet({ include: [{ system: animals }, { system: plants }] });
    const whole = expanded(await ask('ValueSet/$expand', { valueSet: set }));
    const pages = await Promise.all(
      [0, 5, 10].map((offset) => ask('ValueSet/$expand', { valueSet: set, offset, count: 5 })),
    );
    expect(pages.flatMap(expanded)).toEqual(whole);
    expect(pages[0]?.expansion?.total).toBe(12);
  });

  it('finds codes by the beginnings of their words, in any language', async () => {
    const set = valueSet({ include: [{ system: animals }] });
    expect(expanded(await ask('ValueSet/$expand', { valueSet: set, filter: 'das ab' }))).toEqual(
      ['ab', 'abc', 'abd'].map((code) => `${animals}|${code}`),
    );
  });

  it('leaves a code system out that the call excludes', async () => {
    const set = valueSet({ include: [{ system: animals }, { system: plants }] });
    expect(expanded(await ask('ValueSet/$expand', { valueSet: set, 'exclude-system': animals }))).toEqual(
      ['a', 'ab', 'x'].map((code) => `${plants}|${code}`),
    );
  });

  it('names the circle in which value sets import each other', async () => {
    const [one, other] = ['one', 'other'].map((name) => `http://example.org/${name}`);
    const circle = [
      valueSet({ include: [{ valueSet: [other ?? ''] }] }, one),
      valueSet({ include: [{ valueSet: [one ?? ''] }] }, other),
    ];
    const answer = await ask('ValueSet/$expand', { url: one ?? '' }, circle);
    expect(answer.status).toBe(400);
    expect(answer.issue?.[0]?.details.text).toContain(`[${one}, ${other}]`);
  });

  it('refuses an expression that no automaton without backtracking can follow, and answers terrible ones in time', async () => {
    const asked = (value: string) =>
      valueSet({ include: [{ system: animals, filter: [{ property: 'code', op: 'regex', value }] }] });
    expect((await ask('ValueSet/$expand', { valueSet: asked('(a)\\1') })).status).toBe(400);
    const start = performance.now();
    expect(expanded(await ask('ValueSet/$expand', { valueSet: asked('(((a|b|c)+)+)+x') }))).toEqual([]);
    expect(performance.now() - start).toBeLessThan(1_000);
  });

  it('tells how concepts stand to each other', async () => {
    const outcome = async (codeA: string, codeB: string) =>
      valueNamed(await ask('CodeSystem/$subsumes', { system: animals, codeA, codeB }), 'outcome');
    expect(await outcome('a', 'abc')).toBe('subsumes');
    expect(await outcome('abc', 'a')).toBe('subsumed-by');
    expect(await outcome('a', 'a')).toBe('equivalent');
    expect(await outcome('b', 'a')).toBe('not-subsumed');
    expect((await ask('CodeSystem/$subsumes', { system: animals, codeA: 'a', codeB: 'zz' })).status).toBe(404);
  });

  it('translates in both directions, and falls back as the map says', async () => {
    const map = {
      resourceType: 'ConceptMap',
      url: 'http://example.org/map',
      status: 'active',
      group: [
        {
          source: animals,
          target: plants,
          element: [{ code: 'ab', target: [{ code: 'x', equivalence: 'wider' }] }],
          unmapped: { mode: 'fixed', code: 'a' },
        },
      ],
    } as never;
    const concept = (answer: Answer) => {
      const match = answer.parameter?.find(({ name }) => name === 'match') as
        | { readonly part: readonly { readonly name: string; readonly valueCoding?: { readonly code: string } }[] }
        | undefined;
      return match?.part.find(({ name }) => name === 'concept')?.valueCoding?.code;
    };
    expect(concept(await ask('ConceptMap/$translate', { system: animals, code: 'ab' }, [map]))).toBe('x');
    expect(concept(await ask('ConceptMap/$translate', { system: animals, code: 'c' }, [map]))).toBe('a');
    const back = { system: plants, code: 'x', reverse: true };
    expect(concept(await ask('ConceptMap/$translate', back, [map]))).toBe('ab');
    const none = await ask('ConceptMap/$translate', { system: plants, code: 'ab', reverse: true }, [map]);
    expect(valueNamed(none, 'result')).toBe(false);
  });

  it('does not hold the unknown code system of one coding against another that is in the value set', async () => {
    const set = valueSet({ include: [{ system: animals }, { system: 'http://example.org/none' }] });
    const coding = [
      { system: 'http://example.org/none', code: 'x' },
      { system: animals, code: 'a' },
    ];
    const { perform } = createTerminologyEngine({ source: sourceOfResources(resources) });
    const parameter = [
      { name: 'valueSet', resource: set },
      { name: 'codeableConcept', valueCodeableConcept: { coding } },
    ];
    const given = { resourceType: 'Parameters', parameter } as never;
    const { resource } = await perform('ValueSet/$validate-code', { parameters: given, languages: [] });
    const answer = resource as Answer;
    expect(valueNamed(answer, 'result')).toBe(true);
    expect(valueNamed(answer, 'code')).toBe('a');
    expect(valueNamed(answer, 'message')).toContain(
      "'http://example.org/none' could not be found, so this coding was not checked",
    );
  });

  it('keeps which of a client’s concepts are below which, and tells what came since a version', async () => {
    const { perform } = createTerminologyEngine({ source: sourceOfResources(resources) });
    const close = async (given: Readonly<Record<string, unknown>>) => {
      const { status, resource } = await perform('$closure', { parameters: parameters(given), languages: [] });
      return { status, ...(resource as Answer) };
    };
    const of = (...some: readonly string[]) => some.map((code) => ({ system: animals, code }));
    expect((await close({ name: 't', concept: of('a') })).status).toBe(404);
    expect((await close({ name: 't' })).version).toBe('0');
    expect((await close({ name: 't', concept: of('abc', 'c') })).group).toBeUndefined();
    const second = await close({ name: 't', concept: of('a') });
    const target = [{ code: 'a', equivalence: 'subsumes' }];
    expect(second.group).toEqual([{ source: animals, target: animals, element: [{ code: 'abc', target }] }]);
    expect(second.version).toBe('2');
    expect((await close({ name: 't', version: '2' })).group).toBeUndefined();
    expect((await close({ name: 't', version: '1' })).group).toEqual(second.group);
  });

  it('tells a concept in the reader’s language, by supplements too, else in English, else in its own', async () => {
    const own = tree('http://example.org/own', ['a', 'b'], { language: 'de' });
    const designation = (language: string, value: string) => ({ designation: [{ language, value }] });
    const pack = {
      resourceType: 'CodeSystem',
      url: 'http://example.org/pack',
      content: 'supplement',
      supplements: 'http://example.org/own',
      concept: [
        { code: 'a', ...designation('fr', 'Le a') },
        { code: 'b', ...designation('en', 'The English b') },
      ],
    } as never;
    const { perform } = createTerminologyEngine({ source: sourceOfResources([own, pack]) });
    const display = async (code: string, ...languages: readonly string[]) => {
      const given = parameters({ system: 'http://example.org/own', code });
      const { resource } = await perform('CodeSystem/$lookup', { parameters: given, languages });
      return valueNamed(resource as Answer, 'display');
    };
    expect(await display('a', 'fr-BE')).toBe('Le a');
    expect(await display('b', 'fr-BE')).toBe('The English b');
    expect(await display('a', 'pt')).toBe('The a');
    expect(await display('b', 'de-AT')).toBe('The b');
  });

  it('waits for a content that is on its way, and asks again', async () => {
    const source = sourceOfResources(resources);
    let arrived = false;
    const load = new Promise<void>((resolve) => setTimeout(resolve, 5)).then(() => {
      arrived = true;
    });
    const slow = {
      ...source,
      content: (url: string, version?: string) => (arrived ? source.content(url, version) : undefined),
      loading: () => (arrived ? [] : [load]),
    };
    const { perform } = createTerminologyEngine({ source: slow });
    const { status } = await perform('CodeSystem/$lookup', {
      parameters: parameters({ system: animals, code: 'a' }),
      languages: [],
    });
    expect(status).toBe(200);
  });
});

describe('direct questions about codes', () => {
  const judge = createCodeJudge(sourceOfResources([...resources, valueSet({ include: [{ system: plants }] })]));

  it('tell what is wrong with a code', () => {
    const set = 'http://example.org/set';
    expect(judge.validate({ system: animals, code: 'ab', display: 'das  AB' })).toMatchObject({ isGood: true });
    expect(judge.validate({ system: plants, code: 'x' }, set)).toMatchObject({ isGood: true, display: 'The x' });
    const fault = (...given: Parameters<typeof judge.validate>) => judge.validate(...given).fault;
    expect(fault({ system: 'http://example.org/none', code: 'a' })).toBe('unknown-system');
    expect(fault({ system: animals, code: 'zz' })).toBe('unknown-code');
    expect(fault({ system: animals, code: 'a' }, set)).toBe('not-in-value-set');
    expect(fault({ system: animals, code: 'a' }, 'http://example.org/none')).toBe('unknown-value-set');
    expect(fault({ system: animals, code: 'a', display: 'The b' })).toBe('wrong-display');
  });

  it('list a concept with all that are above or below it', () => {
    const source = sourceOfResources(resources);
    const branch = (code: string, direction: 'above' | 'below', most = 10) => {
      const found = listBranch(source, animals, code, direction, most);
      return typeof found === 'string' ? found : found.map((one) => one.code).sort();
    };
    expect(branch('ab', 'below')).toEqual(['ab', 'abc', 'abd']);
    expect(branch('abc', 'above')).toEqual(['a', 'ab', 'abc']);
    expect(branch('a', 'below', 2)).toBe('too-many');
    expect(branch('zz', 'below')).toEqual(['zz']);
    expect(listBranch(source, 'http://example.org/none', 'a', 'below', 2)).toBe('unknown');
  });
});

describe('expression constraints', () => {
  const ids = { disease: '64572001', lung: '39607008', pneumonia: '233604007', site: '363698007', heart: '80891009' };
  const row = (code: string, parent?: string, property: readonly object[] = []) => ({
    code,
    property: [...(parent === undefined ? [] : [{ code: 'parent', valueCode: parent }]), ...property],
  });
  const content = packCodeSystem({
    resourceType: 'CodeSystem',
    url: 'http://snomed.info/sct',
    content: 'complete',
    concept: [
      row(ids.disease),
      row(ids.lung),
      row(ids.heart),
      row(ids.site),
      row(ids.pneumonia, ids.disease, [
        { code: ids.site, valueCode: ids.lung },
        { code: 'memberOf', valueCode: '723264001' },
      ]),
      row('49436004', ids.disease, [{ code: ids.site, valueCode: ids.heart }]),
      row('723264001'),
    ],
  } as unknown as CodeSystemFacts);
  const codesOf = (text: string) => {
    const expression = readExpression(text);
    if (typeof expression === 'string') return expression;
    const test = testOfExpression(content, expression);
    const listed = [...test.list()].map(content.codeAt).sort();
    const all = Array.from({ length: content.count ?? 0 }, (_, index) => index);
    expect(all.filter(test.has).map(content.codeAt).sort()).toEqual(listed);
    return listed;
  };

  it.each([
    [`<< ${ids.disease} |Disease|`, [ids.pneumonia, '49436004', ids.disease]],
    [`< ${ids.disease}`, [ids.pneumonia, '49436004']],
    [`<! ${ids.disease} MINUS ${ids.pneumonia}`, ['49436004']],
    [`> ${ids.pneumonia}`, [ids.disease]],
    [`>> ${ids.pneumonia}`, [ids.disease, ids.pneumonia]],
    [`< ${ids.disease}: ${ids.site} = << ${ids.lung}`, [ids.pneumonia]],
    [`< ${ids.disease}: ${ids.site} != ${ids.lung}`, ['49436004']],
    [`* : { ${ids.site} = (${ids.lung} OR ${ids.heart}) }`, [ids.pneumonia, '49436004']],
    [`< ${ids.disease} AND ^ 723264001`, [ids.pneumonia]],
    [`${ids.lung} OR ${ids.heart} OR ${ids.site}`, [ids.lung, ids.heart, ids.site]],
  ])('%s', (text, wanted) => {
    expect(codesOf(text)).toEqual([...wanted].sort());
  });

  it.each(['<<', '<< abc', '<< 64572001 OR', '64572001 AND 39607008 OR 80891009', `${'('.repeat(60)}*`, '64572001 |x'])(
    'finds fault with %s',
    (text) => {
      expect(readExpression(text)).toBeTypeOf('string');
    },
  );
});
