import { SaxesParser } from 'saxes';
import type { ValidationIssue } from './run.ts';

/** A place in a text; lines and columns count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** What a text holds, as far as a path can lead into it. */
interface Part {
  /** Offset of the first character. */
  readonly at: number;
  readonly members: ReadonlyMap<string, readonly Part[]>;
}

type Step = { readonly name: string; readonly index: number; readonly type: string | undefined };

const stepForm = /^([A-Za-z]\w*)(?:\[(\d+)\])?$/;
const typeForm = /^ofType\((\w+)\)(?:\[(\d+)\])?$/;

/**
 * Says of each issue where it is in the text that the resource was read from: the element that its path names, or the
 * nearest around it that is there. The text is one that `parseResource` took.
 */
export function locateIssues(
  text: string,
  format: 'json' | 'xml',
  issues: readonly ValidationIssue[],
): readonly ValidationIssue[] {
  if (issues.every(({ path }) => path === undefined)) return issues;
  const root = format === 'json' ? partsOfJson(text) : partsOfXml(text);
  const lines = lineStarts(text);
  return issues.map((issue) => {
    if (issue.path === undefined) return issue;
    const found = format === 'json' ? findInJson(root, stepsOf(issue.path)) : findInXml(root, stepsOf(issue.path));
    return { ...issue, position: positionOf(lines, found.at) };
  });
}

/** `Observation.value.ofType(Quantity).code` without its head; what cannot be read ends the path. */
function stepsOf(path: string): readonly Step[] {
  const steps: Step[] = [];
  for (const part of path.split('.').slice(1)) {
    const type = typeForm.exec(part);
    const before = steps.at(-1);
    if (type !== null && before !== undefined) {
      steps[steps.length - 1] = { ...before, type: type[1], index: Number(type[2] ?? 0) };
      continue;
    }
    const step = stepForm.exec(part);
    if (step === null) break;
    steps.push({ name: step[1] ?? '', index: Number(step[2] ?? 0), type: undefined });
  }
  return steps;
}

function nameOf({ name, type }: Step): string {
  return type === undefined ? name : name + type.charAt(0).toUpperCase() + type.slice(1);
}

function findInJson(root: Part, steps: readonly Step[]): Part {
  let here = root;
  // What stands beside a primitive is a member of its own (`_birthDate`).
  let beside: Part | undefined;
  for (const step of steps) {
    const name = nameOf(step);
    const next = here.members.get(name)?.[step.index] ?? beside?.members.get(name)?.[step.index];
    const nextBeside = here.members.get(`_${name}`)?.[step.index];
    if (next === undefined && nextBeside === undefined) return here;
    here = next ?? (nextBeside as Part);
    beside = nextBeside;
  }
  return here;
}

/** In XML a resource stands inside of the element that holds it, under the name of its type. */
function findInXml(root: Part, steps: readonly Step[]): Part {
  let here = root;
  for (const step of steps) {
    const next = here.members.get(nameOf(step))?.[step.index];
    if (next === undefined) return here;
    const inner = [...next.members];
    const [only] = inner;
    here = inner.length === 1 && only !== undefined && /^[A-Z]/.test(only[0]) ? (only[1][0] as Part) : next;
  }
  return here;
}

const nothing: ReadonlyMap<string, readonly Part[]> = new Map();
const token = /[{}[\],:]|"(?:[^"\\]|\\.)*"|[^\s{}[\],:"]+/gy;
const space = /\s*/y;

/** Reads the shape of a JSON text that is known to be sound. */
function partsOfJson(text: string): Part {
  let at = text.startsWith('\ufeff') ? 1 : 0;
  const next = (): { readonly word: string; readonly start: number } => {
    space.lastIndex = at;
    space.exec(text);
    const start = space.lastIndex;
    token.lastIndex = start;
    const word = token.exec(text)?.[0] ?? '';
    at = start + word.length;
    return { word, start };
  };
  const read = (word: string, start: number): readonly Part[] => {
    if (word === '[') {
      const items: Part[] = [];
      for (let one = next(); one.word !== ']' && one.word !== ''; one = next()) {
        if (one.word !== ',') items.push(...read(one.word, one.start));
      }
      return items;
    }
    if (word !== '{') return [{ at: start, members: nothing }];
    const members = new Map<string, readonly Part[]>();
    for (let one = next(); one.word !== '}' && one.word !== ''; one = next()) {
      if (one.word === ',') continue;
      next();
      const value = next();
      members.set(one.word.slice(1, -1), read(value.word, value.start));
    }
    return [{ at: start, members }];
  };
  const { word, start } = next();
  return read(word, start)[0] ?? { at: 0, members: nothing };
}

function partsOfXml(text: string): Part {
  const root = { at: 0, members: new Map<string, Part[]>() };
  const open = [root];
  const parser = new SaxesParser({ xmlns: false, position: true });
  parser.on('opentagstart', ({ name }) => {
    const local = name.slice(name.indexOf(':') + 1);
    const part = { at: text.lastIndexOf('<', parser.position - 1), members: new Map<string, Part[]>() };
    const holder = open.at(-1) ?? root;
    const same = holder.members.get(local);
    if (same === undefined) holder.members.set(local, [part]);
    else same.push(part);
    open.push(part);
  });
  parser.on('closetag', () => open.pop());
  parser.on('error', () => {
    // The text has been read before; what is odd in it has been said then.
  });
  parser.write(text).close();
  return [...root.members.values()][0]?.[0] ?? root;
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function positionOf(lines: readonly number[], at: number): Position {
  let low = 0;
  let high = lines.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lines[middle] ?? 0) <= at) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: at - (lines[low] ?? 0) + 1 };
}
