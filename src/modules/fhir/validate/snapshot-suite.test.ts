import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Definition } from '../definitions.ts';
import { parseResource } from '../parse-resource.ts';
import {
  coreDefinitions,
  type ElementDefinition,
  type StructureDefinition,
  withDefinitions,
} from './definitions-source.ts';
import { snapshotOf } from './snapshot.ts';

const folder = new URL('../../../../../shared/data/snapshot-r4b/', import.meta.url);
const present = existsSync(new URL('manifest.xml', folder));

/** Snapshots of the reference that ours equalled when this was written; they only grow. */
const equalBefore = 47;

interface Test {
  readonly id: string;
  readonly fails: boolean;
}

function testsOf(manifest: string): readonly Test[] {
  return [...manifest.matchAll(/<test ([^>]*)>/g)].flatMap(([, attributes = '']) => {
    const id = /\bid="([^"]+)"/.exec(attributes)?.[1];
    return id === undefined ? [] : [{ id, fails: /\bfail="true"/.test(attributes) }];
  });
}

function read(name: string): StructureDefinition | undefined {
  for (const format of ['json', 'xml'] as const) {
    const url = new URL(`${name}.${format}`, folder);
    if (!existsSync(url)) continue;
    const parsed = parseResource(readFileSync(url, 'utf8'), format, { maxBytes: 50_000_000 });
    const value = parsed.ok ? (parsed.value as unknown as StructureDefinition) : undefined;
    return value?.resourceType === 'StructureDefinition' ? value : undefined;
  }
  return undefined;
}

/** Types that one of R4 and R4B lists where the other does not. */
const ofOne: ReadonlySet<string> = new Set(['CodeableReference', 'RatioRange', 'Meta']);

/** What validation reads of an element: its place, how often it may be there, its types, and what is fixed of it. */
function shapeOf(element: ElementDefinition): string {
  const isId = element.path.endsWith('.id');
  const types = (isId ? [] : (element.type ?? []))
    .filter(({ code }) => !ofOne.has(code))
    .map(({ code, profile = [] }) => `${code}${profile.length > 0 ? `<${profile}>` : ''}`);
  const fixed = Object.keys(element).filter((key) => /^(?:fixed|pattern)[A-Z]/.test(key));
  const name = element.sliceName === undefined ? element.path : `${element.path}:${element.sliceName}`;
  const binding = element.binding === undefined ? '' : ` ${element.binding.strength}`;
  return `${name} ${element.min ?? 0}..${element.max ?? '*'} ${types.join('|')} ${fixed.join(' ')}${binding}`;
}

/** Why ours differs, by what differs. */
const reasons: readonly (readonly [reason: string, difference: RegExp])[] = [
  [
    'an extension may be there no oftener than its own definition says, which the reference does not write down',
    /extension:\w+ [01]\.\.(?:1|3) Extension<.*not .*extension:\w+ [01]\.\.\*/,
  ],
  ['R4B lets the subject of a PlanDefinition be a canonical', /PlanDefinition\.subject\[x\]/],
  ['R4 binds the language of a resource more strongly than R4B', /\.language /],
  ['the definitions of R4 that are read here narrow the type', /Bundle\.entry\.response\.outcome/],
  ['a profile that the case builds on is of a package that is not here', /its base is not here/],
  ['the reference merges what is said of a choice and of its slices otherwise', /\[x\]|valueReference/],
];

function reasonOf(difference: string): string {
  return reasons.find(([, form]) => form.test(difference))?.[0] ?? 'the reference orders or merges it otherwise';
}

function differenceOf(made: readonly ElementDefinition[] | undefined, expected: readonly ElementDefinition[]): string {
  if (made === undefined) return 'its base is not here';
  const ours = made.map(shapeOf);
  const theirs = expected.map(shapeOf);
  const at = theirs.findIndex((shape, n) => shape !== ours[n]);
  if (at !== -1) return `element ${at} is "${ours[at] ?? 'not there'}", not "${theirs[at]}"`;
  return ours.length === theirs.length ? '' : `has ${ours.length} elements, not ${theirs.length}`;
}

describe.skipIf(!present)('snapshots of R4B (needs ../shared/data/snapshot-r4b)', () => {
  it('are those of the reference, as often as before', { timeout: 120_000 }, () => {
    const others = readdirSync(folder).flatMap((name) => {
      const definition = /-(?:input|expected)\./.test(name) ? undefined : read(name.replace(/\.(?:json|xml)$/, ''));
      return definition === undefined ? [] : [definition as unknown as Definition];
    });
    const definitions = withDefinitions(coreDefinitions(), others);
    const failing: string[] = [];
    let equal = 0;
    let judged = 0;
    for (const { id, fails } of testsOf(readFileSync(new URL('manifest.xml', folder), 'utf8'))) {
      const input = read(`${id}-input`) ?? read(id);
      const expected = read(`${id}-expected`)?.snapshot?.element;
      if (fails || input === undefined || expected === undefined) continue;
      judged++;
      const { snapshot: _, ...bare } = input;
      const difference = differenceOf(snapshotOf(bare, definitions), expected);
      if (difference === '') equal++;
      else failing.push(`${id}: ${reasonOf(difference)}: ${difference}`);
    }
    console.log(`snapshot-r4b: ${equal} of ${judged} snapshots are those of the reference`);
    for (const line of failing) console.log(`  differs: ${line}`);
    expect(equal).toBeGreaterThanOrEqual(equalBefore);
  });
});
