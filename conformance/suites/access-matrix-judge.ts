import { callerOf } from './access-matrix-callers.ts';
import {
  ofNobody,
  organizations,
  type Person,
  type Piece,
  persons,
  pieceName,
  pieces,
} from './access-matrix-pieces.ts';
import type { Given, Question } from './access-matrix-questions.ts';
import type { Report } from './access-matrix-report.ts';
import {
  type Case,
  isRefused,
  type Kind,
  kinds,
  type Policy,
  type Purpose,
  purposes,
  sees,
  seesDirectory,
} from './access-matrix-table.ts';
import type { World } from './access-matrix-world.ts';

const nobodyElse = kinds.find(({ name }) => name === 'another citizen') as Kind;
export const isHerself = (kind: Kind) => kind.name === 'herself';
/** At whose hands a kind asks: of herself there is one for each person. */
const askers = (kind: Kind): readonly Person[] => (isHerself(kind) ? persons : persons.slice(0, 1));
export const first = persons[0] as Person;
const byName = new Map(pieces.map((piece) => [pieceName(piece), piece]));
const organizationNames = new Set(organizations.map((id) => `Organization/${id}`));

export interface Asking {
  readonly policy: Policy;
  readonly kind: Kind;
  readonly purpose: Purpose;
  readonly asker: Person;
}

/** The row of the table for this asker and that person: whoever is herself is another citizen to everybody else. */
export function caseOf({ policy, kind, purpose, asker }: Asking, person: Person): Case {
  const others = isHerself(kind) && person !== asker;
  return { policy, kind: others ? nobodyElse : kind, purpose, choice: person.choice };
}

function shouldShow(asking: Asking, { names, through }: Question, piece: Piece): boolean {
  const one = caseOf(asking, piece.person);
  return [piece.category, ...(through?.(piece) ?? [])].every((category) => sees(one, category, names !== undefined));
}

/** Puts a question, and holds every piece that it is about, and whatever else came, against the table. */
export async function ask(world: World, into: Report, asking: Asking, question: Question): Promise<void> {
  const { policy, kind, purpose, asker } = asking;
  const answer = await question.ask(world.door(policy), callerOf(kind, purpose, asker));
  const named = (piece: Piece) => () =>
    [policy, kind.name, purpose, piece.person.choice.name, piece.category, question.name].join(' | ');
  const scope = new Set<string>();
  let expected = 0;
  for (const piece of question.scope) {
    const name = pieceName(piece);
    const should = shouldShow(asking, question, piece);
    if (should) expected += 1;
    scope.add(name);
    // To everybody else she is another citizen, which is looked at once by itself.
    const counts = !isHerself(kind) || piece.person === asker;
    // What gives a number alone is judged by it.
    if (question.name.startsWith('count ')) continue;
    const shown = answer.shown.has(name);
    into[counts ? 'judge' : 'also'](named(piece), shown, should);
  }
  judgeRest(asking, question, answer, scope, into);
  if (question.counted === true && answer.code === undefined) {
    const name = () => [policy, kind.name, purpose, `asked by ${asker.id}`, `total of ${question.name}`].join(' | ');
    into.same(name, answer.total, expected);
  }
}

/** What came along, what is nobody's, and whether the refusal is that of the role. */
function judgeRest(asking: Asking, question: Question, answer: Given, scope: ReadonlySet<string>, into: Report): void {
  const { policy, kind, purpose } = asking;
  const words = [policy, kind.name, purpose, question.name].join(' | ');
  const one = caseOf(asking, question.names ?? asking.asker);
  const named = question.names !== undefined;
  for (const name of answer.shown) {
    if (scope.has(name)) continue;
    const piece = byName.get(name);
    if (piece !== undefined)
      into.also(() => `${words} brings ${name}`, true, sees(caseOf(asking, piece.person), piece.category, named));
    else if (organizationNames.has(name)) into.also(() => `${words} brings ${name}`, true, seesDirectory(one, named));
    else if (name === pieceName(ofNobody))
      into.also(() => `${words} brings ${name}`, true, kind.common === 'all' && !isRefused(one, named));
    else into.also(() => `${words} brings ${name}`, true, false);
  }
  const abroad = kind.onlyNamed === true && named;
  const refused = isRefused(one, named) && !abroad;
  into.also(() => `${words} is answered with ${answer.code}`, answer.code === 'access.denied', refused);
}

/** Several at a time, as callers come. */
export async function each<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const queue = all.values();
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      for (const one of queue) await work(one);
    }),
  );
}

const purposesOf = (kind: Kind, asker: Person): readonly Purpose[] =>
  isHerself(kind) && asker !== first
    ? ['PATRQT', purposes[persons.indexOf(asker) % purposes.length] ?? 'TREAT'].filter(
        (one, at, all): one is Purpose => all.indexOf(one) === at,
      )
    : purposes;
/** All purposes; where every purpose is the same, two of them, others at each turn. */
export const purposesAt = (kind: Kind, turn: number): readonly Purpose[] =>
  purposes.filter((_purpose, n) => kind.reads !== 'any' || n === turn % 5 || n === (turn + 1) % 5);

/** Every kind with every purpose; of herself one for each person, with two of the purposes. */
export const everyAsking = (policy: Policy): readonly Asking[] =>
  kinds.flatMap((kind) =>
    askers(kind).flatMap((asker) => purposesOf(kind, asker).map((purpose) => ({ policy, kind, purpose, asker }))),
  );
