import { describe, expect, it } from 'vitest';
import type { Definition } from '#fhir';
import type { CodeSystemHeader, ConceptProperty, ConceptRow } from '../../concepts.ts';
import { packConcepts } from '../../content/index.ts';
import { newEffort } from '../effort.ts';
import { createTerminologyEngine } from '../engine.ts';
import { sourceOfResources } from '../overlaid-source.ts';
import { readExpression } from './read-expression.ts';
import { testOfExpression } from './test-expression.ts';

// Invented concepts in the shape of SNOMED CT, called by what they are.
const ids = {
  disorder: '100001',
  fracture: '100002',
  openFracture: '100003',
  lungDisorder: '100004',
  twofold: '100005',
  structure: '200001',
  bone: '200002',
  forearm: '200003',
  radius: '200004',
  lung: '200005',
  break: '300001',
  openBreak: '300002',
  swelling: '300003',
  attribute: '400001',
  site: '400002',
  looks: '400003',
  strength: '400004',
  name: '400005',
  licensed: '400006',
  strong: '700001',
  weak: '700002',
  plain: '700003',
  simpleSet: '500001',
  historical: '900000000000522004',
  sameAs: '900000000000527005',
  possibly: '900000000000523009',
  oldFracture: '600001',
  oldMaybe: '600002',
} as const;
type Name = keyof typeof ids;
const nameOf = new Map(Object.entries(ids).map(([name, id]) => [id as string, name]));

const at = (code: Name, value: Name, group = 0): ConceptProperty => ({
  code: ids[code],
  type: 'code',
  value: ids[value],
  group,
});
const number = (value: string, group = 0): ConceptProperty => ({ code: ids.strength, type: 'decimal', value, group });
const text = (code: Name, type: 'string' | 'boolean', value: string): ConceptProperty => ({
  code: ids[code],
  type,
  value,
  group: 0,
});
const member = (set: Name): ConceptProperty => ({ code: 'memberOf', type: 'code', value: ids[set] });
const target = (set: Name, value: Name): ConceptProperty => ({
  code: `${ids[set]}.targetComponentId`,
  type: 'code',
  value: ids[value],
});
const inactive: ConceptProperty = { code: 'inactive', type: 'boolean', value: 'true' };
const defined: ConceptProperty = { code: 'sufficientlyDefined', type: 'boolean', value: 'true' };

const row = (name: Name, parents: readonly Name[] = [], properties: readonly ConceptProperty[] = []): ConceptRow => ({
  code: ids[name],
  display: name,
  ...(parents.length === 0 ? {} : { parents: parents.map((parent) => ids[parent]) }),
  ...(properties.length === 0 ? {} : { properties }),
});

const rows: readonly ConceptRow[] = [
  row('disorder'),
  row('fracture', ['disorder'], [at('site', 'bone', 1), at('looks', 'break', 1), defined]),
  row('openFracture', ['fracture'], [at('site', 'radius', 1), at('looks', 'openBreak', 1), defined]),
  row('lungDisorder', ['disorder'], [at('site', 'lung', 0), member('simpleSet')]),
  // The same organ twice, a wider place beside a closer one, and a swelling elsewhere.
  row(
    'twofold',
    ['disorder'],
    [
      at('site', 'lung', 1),
      at('looks', 'swelling', 1),
      at('site', 'radius', 2),
      at('site', 'forearm', 2),
      at('looks', 'break', 2),
    ],
  ),
  row('structure'),
  row('bone', ['structure']),
  row('forearm', ['bone']),
  row('radius', ['forearm']),
  row('lung', ['structure']),
  row('break'),
  row('openBreak', ['break']),
  row('swelling'),
  row('attribute'),
  row('site', ['attribute']),
  row('looks', ['attribute']),
  row('strength'),
  row('name'),
  row('licensed'),
  row('strong', [], [number('800'), text('name', 'string', 'PANADOL'), text('licensed', 'boolean', 'true')]),
  row('weak', [], [number('2.50'), text('name', 'string', 'Panadol "S"'), text('licensed', 'boolean', 'false')]),
  row('plain'),
  row('simpleSet'),
  row('historical'),
  row('sameAs', ['historical']),
  row('possibly', ['historical']),
  { ...row('oldFracture', [], [inactive, member('sameAs'), target('sameAs', 'fracture')]), display: 'Broken bone' },
  {
    ...row('oldMaybe', [], [inactive, member('possibly'), target('possibly', 'openFracture'), member('simpleSet')]),
    designations: [
      { language: 'fr', value: 'Fracture ouverte du radius' },
      { language: 'en', use: { code: '900000000000003001' }, value: 'Open fracture (disorder)' },
    ],
  },
];

const header = {
  resourceType: 'CodeSystem',
  url: 'http://snomed.info/sct',
  language: 'en',
  property: [
    ...(['site', 'looks', 'strength', 'name', 'licensed'] as const).map((name) => ({ code: ids[name], type: 'code' })),
    ...(['sameAs', 'possibly'] as const).map((name) => ({ code: `${ids[name]}.targetComponentId`, type: 'code' })),
  ],
} as unknown as CodeSystemHeader;
const content = packConcepts(header, rows);

/** The expression with ids for the names that stand in it. */
const inIds = (words: string) => words.replaceAll(/"[^"]*"|[a-z][A-Za-z]+/g, (word) => ids[word as Name] ?? word);

function valueSetOf(expression: string) {
  const filter = [{ property: 'constraint', op: '=', value: expression }];
  const compose = { include: [{ system: 'http://snomed.info/sct', filter }] };
  return { resourceType: 'ValueSet', url: 'urn:example:ecl', status: 'active', compose };
}

function namesIn(words: string): readonly string[] | string {
  const expression = readExpression(inIds(words));
  if (typeof expression === 'string') return expression;
  const test = testOfExpression(content, expression);
  const namesOf = (indexes: readonly number[]) =>
    indexes.map((index) => nameOf.get(content.codeAt(index)) ?? '').sort();
  const listed = namesOf([...new Set(test.list())]);
  // What is listed is what is answered one by one.
  const asked = testOfExpression(content, expression);
  expect(namesOf(rows.map((_, index) => index).filter((index) => asked.has(index)))).toEqual(listed);
  return listed;
}

describe('the Expression Constraint Language', () => {
  it.each([
    // 6.1, 6.12: hierarchy
    ['<<! disorder', 'disorder fracture lungDisorder twofold'],
    ['>>! radius', 'forearm radius'],
    ['!!> (fracture OR openFracture OR lung)', 'fracture lung'],
    ['!!< (<< bone)', 'radius'],
    // 6.2: attributes, groups, concrete values
    ['* : site = radius', 'openFracture twofold'],
    ['* : << attribute = radius', 'openFracture twofold'],
    ['* : (site OR looks) = swelling', 'twofold'],
    ['* : site = << bone, looks = swelling', 'twofold'],
    ['* : { site = << bone, looks = swelling }', ''],
    ['* : { site = lung, looks = swelling }', 'twofold'],
    ['* : { site = lung }', 'twofold'],
    ['* : (site = lung OR looks = openBreak), looks = *', 'openFracture twofold'],
    ['* : strength >= #2.5', 'strong weak'],
    ['* : strength > #2.5', 'strong'],
    ['* : strength = #2.5', 'weak'],
    ['* : strength != #2.5', 'strong'],
    ['* : strength < #+800', 'weak'],
    ['* : name = "PANADOL"', 'strong'],
    ['* : name != "PANADOL"', 'weak'],
    ['* : name = "Panadol \\"S\\""', 'weak'],
    ['* : name = wild:"pan*"', 'strong weak'],
    ['* : name = ("PANADOL" match:"s")', 'strong weak'],
    ['* : licensed = TRUE', 'strong'],
    ['* : licensed != true', 'weak'],
    // 6.2: reversed and dotted
    ['< structure : R site = < disorder', 'bone forearm lung radius'],
    ['* : R site = openFracture', 'radius'],
    ['* : R attribute = *', ''],
    ['* : R << attribute = fracture', 'bone break'],
    ['fracture . site', 'bone'],
    ['< disorder . << attribute', 'bone break forearm lung openBreak radius swelling'],
    ['openFracture . (site OR looks)', 'openBreak radius'],
    ['(twofold . looks) AND < break', ''],
    // 6.3: cardinality
    ['* : [2..*] site = *', 'twofold'],
    ['* : [2..2] site = *', 'twofold'],
    ['< disorder : [0..0] looks = *', 'lungDisorder'],
    ['< disorder : [0..1] site = *', 'fracture lungDisorder openFracture'],
    ['* : { [2..*] site = * }', ''],
    ['* : { [1..1] site = << forearm }', 'openFracture twofold'],
    ['< disorder : [2..*] { site = * }', 'twofold'],
    ['< disorder : [0..0] { site = lung }', 'fracture lungDisorder openFracture'],
    ['< disorder : [1..1] { [0..0] looks = swelling, site = * }', 'fracture openFracture twofold'],
    ['* : [2..2] R site = *', 'lung radius'],
    ['< structure : [0..0] R site = *', ''],
    // 6.10, 6.11: members and history
    ['^ simpleSet', 'lungDisorder oldMaybe'],
    ['^ sameAs {{ M targetComponentId = << fracture }}', 'oldFracture'],
    ['^ sameAs {{ M targetComponentId != << fracture }}', ''],
    ['^ [targetComponentId] (sameAs OR possibly)', 'fracture openFracture'],
    ['^ [targetComponentId] sameAs {{ M referencedComponentId = oldFracture }}', 'fracture'],
    ['^ simpleSet {{ M referencedComponentId = << disorder }}', 'lungDisorder'],
    ['<< fracture {{ + HISTORY-MIN }}', 'fracture oldFracture openFracture'],
    ['<< fracture {{ + HISTORY_MOD }}', 'fracture oldFracture openFracture'],
    ['<< fracture {{ + HISTORY }}', 'fracture oldFracture oldMaybe openFracture'],
    ['<< fracture {{ + HISTORY (possibly) }}', 'fracture oldMaybe openFracture'],
    ['<< fracture {{ +HISTORY(*) }}', 'fracture oldFracture oldMaybe openFracture'],
    // 6.8, 6.9: concepts and descriptions
    ['^ simpleSet {{ C active = 0 }}', 'oldMaybe'],
    ['^ simpleSet {{ C active != false }}', 'lungDisorder'],
    ['< disorder {{ C definitionStatus = primitive }}', 'lungDisorder twofold'],
    ['* {{ D term = "fract" }}', 'fracture oldMaybe'],
    ['* {{ term = "rad ouv", language = fr }}', 'oldMaybe'],
    ['* {{ term = "open", type = fsn }} {{ C active = 0 }}', 'oldMaybe'],
    ['* {{ term = wild:"broken*" }}', 'oldFracture'],
    ['* {{ term = ("broken" wild:"lung*der") }}', 'lungDisorder oldFracture'],
  ])('%s', (words, wanted) => {
    expect(namesIn(words)).toEqual(wanted === '' ? [] : wanted.split(' '));
  });

  it.each([
    ['* : [3..1] site = *', 'more at least than at most'],
    ['* : [1] site = *', 'A cardinality is written'],
    ['* : { site = *, { looks = * } }', 'A group stands in a group'],
    ['* : R strength = #1', 'What is reversed'],
    ['* : strength = #', 'A number is missing'],
    ['* : strength < lung', 'A number is missing'],
    ['* {{ C effectiveTime > "20200101" }}', 'kept without "effectiveTime"'],
    ['* {{ D dialect = en-gb }}', 'kept without "dialect"'],
    ['^ simpleSet {{ M mapTarget = "J45" }}', 'kept without their field "mapTarget"'],
    ['^ [mapTarget] simpleSet', 'The field "mapTarget"'],
    ['* {{ M referencedComponentId = lung }}', 'right after "^"'],
    ['* {{ + HISTORY-ALL }}', '"HISTORY-MAX" is missing'],
    ['LOINC#54486-6', 'Alternate identifiers'],
    ['fracture . ', 'A concept is missing'],
    ['* {{ term = "open" ', '"}}" is missing'],
    ['* : name = ("a" ', ''],
  ])('tells what is wrong with %s', (words, wanted) => {
    expect(readExpression(inIds(words))).toEqual(expect.stringContaining(wanted));
  });

  it('tells what a value set asks that cannot be answered', async () => {
    const source = { ...sourceOfResources([]), find: () => header, content: () => content };
    const expand = (words: string) =>
      createTerminologyEngine({ source }).perform('ValueSet/$expand', {
        languages: [],
        parameters: {
          resourceType: 'Parameters',
          parameter: [{ name: 'valueSet', resource: valueSetOf(inIds(words)) }],
        } as unknown as Definition,
      });
    expect((await expand('<< fracture')).status).toBe(200);
    const refused = await expand('* {{ C effectiveTime > "20200101" }}');
    expect([refused.status, JSON.stringify(refused.resource)]).toEqual([
      400,
      expect.stringContaining('Concepts are kept without \\"effectiveTime\\"'),
    ]);
  });

  it('leaves groups out where properties are told: an attribute of several stands once', async () => {
    const repeated = packConcepts(header, [
      { code: ids.twofold, display: 'twofold', properties: [at('site', 'lung', 1), at('site', 'lung', 2)] },
      ...rows.filter(({ code }) => code !== ids.twofold),
    ]);
    const source = { ...sourceOfResources([]), find: () => header, content: () => repeated };
    const { resource } = await createTerminologyEngine({ source }).perform('CodeSystem/$lookup', {
      languages: [],
      parameters: {
        resourceType: 'Parameters',
        parameter: [
          { name: 'system', valueUri: 'http://snomed.info/sct' },
          { name: 'code', valueCode: ids.twofold },
          { name: 'property', valueCode: ids.site },
        ],
      } as unknown as Definition,
    });
    const told = (resource.parameter as readonly object[]).filter((one) => JSON.stringify(one).includes(ids.site));
    expect(told).toEqual([
      {
        name: 'property',
        part: [
          { name: 'code', valueCode: ids.site },
          { name: 'value', valueCode: ids.lung },
        ],
      },
    ]);
  });

  it('takes the attributes of a content that knows no groups for one group', () => {
    const plain = packConcepts(
      header,
      rows.map((one) => ({ ...one, properties: (one.properties ?? []).map(({ group: _, ...rest }) => rest) })),
    );
    const expression = readExpression(inIds('* : { site = << bone, looks = swelling }'));
    if (typeof expression === 'string') throw new Error(expression);
    expect([...testOfExpression(plain, expression).list()].map(plain.codeAt)).toEqual([ids.twofold]);
  });

  it('goes on with what is reversed where it was broken off', () => {
    const many = packConcepts(header, [
      ...rows,
      ...Array.from({ length: 30_000 }, (_, place) => ({
        code: String(1_000_000 + place),
        parents: [ids.disorder],
        properties: [at('site', place % 3 === 0 ? 'lung' : 'bone', 1)],
      })),
    ]);
    const expression = readExpression(inIds('* : [10000..*] R site = < disorder'));
    if (typeof expression === 'string') throw new Error(expression);
    const test = testOfExpression(many, expression);
    const effort = newEffort();
    let answer: { readonly answer: readonly number[] } | undefined;
    let slices = 0;
    while (answer === undefined && !effort.isTooMuch) {
      slices += 1;
      answer = effort.ask(() => [...test.list()]);
    }
    expect(answer?.answer.map(many.codeAt)).toEqual([ids.bone, ids.lung]);
    expect(slices).toBeGreaterThan(2);
  });

  it.each(['(((*:((', `*:${'('.repeat(2_000)}`, '* : "', '* {{ term = ("', '{{', '^[', `${'* . '.repeat(500)}*`])(
    'refuses %s without going astray',
    (words) => {
      const began = performance.now();
      expect(readExpression(words)).toBeTypeOf('string');
      expect(performance.now() - began).toBeLessThan(200);
    },
  );
});
