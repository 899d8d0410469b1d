import { categories, ownProfiles } from './categories.ts';
import type { OwnProfile } from './profile.ts';
import { type Element, elementsOf, targetsOf } from './testing-documents.ts';

// The tables of docs/profiles.md, as the definitions have them.

interface Told extends Element {
  readonly short?: string;
  readonly requirements?: string;
  readonly constraint?: readonly {
    readonly key: string;
    readonly severity: string;
    readonly human: string;
    readonly requirements?: string;
  }[];
}

type Line = readonly [element: string, howOften: string, what: string, source: string];

/** What is not said stays as R4 has it. */
function often({ min, max, fixedCode, patternCodeableConcept }: Element): string {
  if (fixedCode !== undefined || patternCodeableConcept !== undefined) return 'fixed';
  return min === undefined && max === undefined ? '' : `${min ?? ''}..${max ?? ''}`;
}

/** The rows of one profile: elements with their cardinality, then rules. A section is one row with its code and entries. */
function linesOf(profile: OwnProfile): readonly Line[] {
  const elements = elementsOf(profile) as readonly Told[];
  const [root, ...others] = elements;
  const lines = others.flatMap((element): readonly Line[] => {
    const { id, short = '', requirements = '' } = element;
    if (/^Composition\.section:\w+\.(?:code|entry)$/.test(id) || /^Bundle\.entry:\w+\.resource$/.test(id)) return [];
    const listed = targetsOf(elements.find((one) => one.id === `${id}.entry`) ?? { id });
    const ofSlice = (name: string) => elements.find((one) => id.includes(':') && one.id === `${id}.${name}`)?.short;
    const code = ofSlice('code');
    const resource = ofSlice('resource');
    const what = [
      resource ?? short,
      ...(code === undefined ? [] : [code]),
      ...(listed.length === 0 ? [] : [`lists ${listed.join(', ')}`]),
    ];
    const cardinality = often(element);
    const own: Line = [`\`${id}\``, cardinality, what.join('; '), requirements];
    // What carries rules alone is said by them.
    const isTelling = cardinality !== '' || targetsOf(element).length > 0 || resource !== undefined;
    return [...(isTelling ? [own] : []), ...rulesOf(element)];
  });
  return [...rulesOf(root), ...lines];
}

function rulesOf(element: Told | undefined): readonly Line[] {
  return (element?.constraint ?? []).map(({ key, severity, human, requirements = '' }) => [
    `\`${element?.id}\``,
    severity === 'error' ? 'must' : 'should',
    `${human} (\`${key}\`)`,
    requirements,
  ]);
}

const printed = (line: Line) => `| ${line.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

function tableOf(heading: string, description: string, lines: readonly string[]): string {
  const head = ['| element | how often | what | source |', '|---|---|---|---|'];
  return [`#### ${heading}`, '', description, '', ...head, ...lines].join('\n');
}

/** What stands between the marks of each part of the page: the profiles of a category, and what all have in common. */
export function tables(): ReadonlyMap<string, string> {
  const linesByProfile = new Map(ownProfiles.map((one) => [one, linesOf(one).map(printed)]));
  const linesAt = (profile: OwnProfile | undefined) => (profile && linesByProfile.get(profile)) ?? [];
  const documents = categories.map(({ profiles: [bundle, composition] }) => [
    ...linesAt(bundle),
    ...linesAt(composition),
  ]);
  const common = (documents[0] ?? []).filter((line) => documents.every((lines) => lines.includes(line)));
  const own = (profile: OwnProfile) => {
    const lines = linesAt(profile).filter((line) => !common.includes(line));
    return tableOf(`\`${profile.id}\` (${profile.type})`, profile.description, lines);
  };
  const shared = ownProfiles.filter(({ id }) => id === 'patient' || id === 'condition');
  return new Map([
    [
      'shared',
      [
        tableOf('Every document', 'What the Bundles and Compositions of all six have in common.', common),
        ...shared.map(own),
      ].join('\n\n'),
    ],
    ...categories.map(({ priority, profiles }) => [priority, profiles.map(own).join('\n\n')] as const),
  ]);
}
