import { spend } from './effort.ts';

/** Asks whether a whole text is of a pattern. */
export type Pattern = (text: string) => boolean;

const longestPattern = 500;
const mostStates = 4_000;
const mostRepeats = 200;

type CharTest = (code: number) => boolean;
/** A state of the automaton: it eats a character, or it forks into others without eating. */
type State =
  | { readonly eats: CharTest; next: number }
  | { readonly forks: number[] }
  | { readonly anchor: 'start' | 'end'; next: number };

/**
 * Compiles the regular expression of a value set's filter (R4 valueset-filter-operator.html, `regex`; it must match the
 * whole value). It runs as an automaton without backtracking, in time linear in the text, so that no expression can
 * hold up the node. Undefined where it is too long or uses what such an automaton cannot do (references back, looking
 * around).
 */
export function compilePattern(source: string): Pattern | undefined {
  if (source.length > longestPattern) return undefined;
  const states: State[] = [];
  let place = 0;
  const failed = Symbol('failed');
  type Fragment = { readonly start: number; readonly ends: ((to: number) => void)[] };

  const add = (state: State): number => {
    if (states.length >= mostStates) throw failed;
    states.push(state);
    return states.length - 1;
  };
  const join = ({ ends }: Fragment, to: number) => {
    for (const end of ends) end(to);
  };
  const eat = (eats: CharTest): Fragment => {
    const state = { eats, next: -1 };
    return { start: add(state), ends: [(to) => (state.next = to)] };
  };
  const empty = (): Fragment => {
    const forks: number[] = [];
    return { start: add({ forks }), ends: [(to) => forks.push(to)] };
  };
  const anchor = (kind: 'start' | 'end'): Fragment => {
    const state = { anchor: kind, next: -1 };
    return { start: add(state), ends: [(to) => (state.next = to)] };
  };
  const sequence = (one: Fragment, other: Fragment): Fragment => {
    join(one, other.start);
    return { start: one.start, ends: other.ends };
  };

  const alternatives = (): Fragment => {
    const branches = [branch()];
    while (source[place] === '|') {
      place += 1;
      branches.push(branch());
    }
    if (branches.length === 1 && branches[0] !== undefined) return branches[0];
    return { start: add({ forks: branches.map(({ start }) => start) }), ends: branches.flatMap(({ ends }) => ends) };
  };
  const branch = (): Fragment => {
    let made = empty();
    while (place < source.length && source[place] !== '|' && source[place] !== ')') made = sequence(made, repeated());
    return made;
  };
  const repeated = (): Fragment => {
    const from = place;
    let made = atom();
    const until = place;
    for (;;) {
      const range = repeats();
      if (range === undefined) return made;
      // What is repeated is read as often as it may stand.
      const after = place;
      made = repeat(range, () => {
        place = from;
        const once = atom();
        if (place !== until) throw failed;
        return once;
      });
      place = after;
      if (repeats() !== undefined) throw failed;
      return made;
    }
  };
  const repeats = (): readonly [number, number] | undefined => {
    const sign = source[place];
    let range: readonly [number, number] | undefined;
    if (sign === '*') range = [0, Number.POSITIVE_INFINITY];
    else if (sign === '+') range = [1, Number.POSITIVE_INFINITY];
    else if (sign === '?') range = [0, 1];
    else {
      const counted = /^\{(\d{1,4})(,(\d{0,4}))?\}/.exec(source.slice(place, place + 12));
      if (counted === null) return undefined;
      const least = Number(counted[1]);
      const most = counted[2] === undefined ? least : counted[3] === '' ? Number.POSITIVE_INFINITY : Number(counted[3]);
      if (least > mostRepeats || most < least || (most > mostRepeats && most !== Number.POSITIVE_INFINITY))
        throw failed;
      place += counted[0].length - 1;
      range = [least, most];
    }
    place += 1;
    // A lazy repetition matches the same whole texts.
    if (source[place] === '?') place += 1;
    return range;
  };
  const repeat = ([least, most]: readonly [number, number], once: () => Fragment): Fragment => {
    let made = empty();
    for (let count = 0; count < least; count += 1) made = sequence(made, once());
    if (most === Number.POSITIVE_INFINITY) {
      const body = once();
      const forks = [body.start];
      const loop = add({ forks });
      join(body, loop);
      return sequence(made, { start: loop, ends: [(to) => forks.push(to)] });
    }
    const skips: ((to: number) => void)[] = [];
    for (let count = least; count < most; count += 1) {
      const body = once();
      const forks = [body.start];
      skips.push((to) => forks.push(to));
      made = sequence(made, { start: add({ forks }), ends: body.ends });
    }
    return { start: made.start, ends: [...made.ends, ...skips] };
  };
  const atom = (): Fragment => {
    const sign = source[place];
    if (sign === undefined || '*+?{'.includes(sign)) throw failed;
    place += 1;
    if (sign === '(') {
      if (source[place] === '?') {
        if (source[place + 1] !== ':') throw failed;
        place += 2;
      }
      const inner = alternatives();
      if (source[place] !== ')') throw failed;
      place += 1;
      return inner;
    }
    if (sign === '[') return eat(characterClass());
    if (sign === '.') return eat((code) => code !== 10 && code !== 13);
    if (sign === '^') return anchor('start');
    if (sign === '$') return anchor('end');
    if (sign === '\\') return eat(escaped());
    const wanted = sign.charCodeAt(0);
    return eat((code) => code === wanted);
  };
  const escaped = (): CharTest => {
    const sign = source[place];
    place += 1;
    if (sign === undefined || /[1-9bBkpPuxc]/.test(sign)) throw failed;
    const set = characterSets[sign];
    if (set !== undefined) return set;
    const wanted = (controls[sign] ?? sign).charCodeAt(0);
    return (code) => code === wanted;
  };
  const characterClass = (): CharTest => {
    const negated = source[place] === '^';
    if (negated) place += 1;
    const tests: CharTest[] = [];
    for (let first = true; first || source[place] !== ']'; first = false) {
      const sign = source[place];
      if (sign === undefined) throw failed;
      place += 1;
      const single = sign === '\\' ? undefined : sign.charCodeAt(0);
      const test: CharTest = single === undefined ? escaped() : (code) => code === single;
      if (single !== undefined && source[place] === '-' && source[place + 1] !== ']') {
        const last = source[place + 1];
        if (last === undefined || last === '\\') throw failed;
        place += 2;
        const until = last.charCodeAt(0);
        tests.push((code) => code >= single && code <= until);
      } else tests.push(test);
    }
    place += 1;
    return (code) => tests.some((test) => test(code)) !== negated;
  };

  try {
    const whole = alternatives();
    if (place !== source.length) return undefined;
    const accept = add({ forks: [] });
    join(whole, accept);
    return runner(states, whole.start, accept);
  } catch (thrown) {
    // Far inside the expression there is no other way out.
    if (thrown === failed) return undefined;
    throw thrown;
  }
}

const digit: CharTest = (code) => code >= 48 && code <= 57;
const word: CharTest = (code) =>
  digit(code) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95;
const space: CharTest = (code) => /\s/.test(String.fromCharCode(code));
const characterSets: Readonly<Record<string, CharTest>> = {
  d: digit,
  D: (code) => !digit(code),
  w: word,
  W: (code) => !word(code),
  s: space,
  S: (code) => !space(code),
};
const controls: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', f: '\f', v: '\v', '0': '\0' };

function runner(states: readonly State[], start: number, accept: number): Pattern {
  const marked = new Int32Array(states.length).fill(-1);
  return (text) => {
    marked.fill(-1);
    let current: number[] = [];
    const enter = (first: number, at: number, into: number[]) => {
      const open = [first];
      for (let index = open.pop(); index !== undefined; index = open.pop()) {
        if (marked[index] === at) continue;
        marked[index] = at;
        const state = states[index];
        if (state === undefined) continue;
        if ('forks' in state) {
          if (index === accept) into.push(index);
          open.push(...state.forks);
        } else if ('anchor' in state) {
          if (at === (state.anchor === 'start' ? 0 : text.length)) open.push(state.next);
        } else into.push(index);
      }
    };
    enter(start, 0, current);
    spend(states.length / 100);
    for (let at = 0; at < text.length && current.length > 0; at += 1) {
      spend((1 + current.length) / 10);
      const code = text.charCodeAt(at);
      const next: number[] = [];
      for (const index of current) {
        const state = states[index];
        if (state !== undefined && 'eats' in state && state.eats(code)) enter(state.next, at + 1, next);
      }
      current = next;
    }
    return current.includes(accept);
  };
}
