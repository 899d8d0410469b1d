import fc from 'fast-check';
import type { Criteria, Kind } from './records-model.ts';

/** What a random sequence of interactions is made of, before the ids and versions of a run are known. */

/** A resource by its number in the run: the first few have ids of the client's choice, the others the server's. */
interface Target {
  readonly type: Kind;
  readonly slot: number;
}

export interface Body {
  readonly type: Kind;
  readonly identifier: string;
  readonly person: number;
  readonly status: string;
  readonly family: string;
  readonly birthDate: string;
}

export type Where = { readonly [Name in keyof Criteria]?: string | number };
export type IfMatch = 'right' | 'wrong' | undefined;

export type Write =
  | { readonly op: 'create'; readonly body: Body; readonly ifNoneExist: boolean }
  | {
      readonly op: 'update';
      readonly slot: number;
      readonly body: Body;
      readonly ifMatch: IfMatch;
      readonly ifAbsent: boolean;
    }
  | { readonly op: 'updateWhere'; readonly where: Where; readonly body: Body; readonly slot: number | undefined }
  | { readonly op: 'delete'; readonly target: Target; readonly ifMatch: IfMatch }
  | { readonly op: 'deleteWhere'; readonly type: Kind; readonly where: Where }
  | { readonly op: 'patch'; readonly target: Target; readonly patch: PatchOf; readonly ifMatch: IfMatch }
  | { readonly op: 'patchWhere'; readonly type: Kind; readonly where: Where; readonly patch: PatchOf };

export interface PatchOf {
  readonly value: number;
  readonly was: number | undefined;
  readonly asFhirPath: boolean;
}

export interface Reading {
  readonly op: 'read' | 'vread' | 'history';
  readonly target: Target;
  readonly version: number;
}

export type Step =
  | { readonly op: 'write'; readonly write: Write }
  | Reading
  | { readonly op: 'search'; readonly type: Kind; readonly where: Where; readonly count: number }
  | { readonly op: 'transaction' | 'batch'; readonly writes: readonly Write[]; readonly linked: boolean };

export const statuses = ['registered', 'preliminary', 'final', 'amended'] as const;
export const dates = ['1984-03-12', '1944-01-02', '2015-06-30'] as const;
const families = ['Moreau', 'Morel', 'Silva'] as const;
const letters = ['a', 'b', 'c', 'd'] as const;

const kind = fc.constantFrom<Kind>('Patient', 'Observation');
const slot = fc.constantFrom(0, 1, 2, 4, 5);
const target: fc.Arbitrary<Target> = fc.record({ type: kind, slot });
const body: fc.Arbitrary<Body> = fc.record({
  type: kind,
  identifier: fc.constantFrom(...letters),
  person: fc.constantFrom(0, 0, 0, 1),
  status: fc.constantFrom(...statuses),
  family: fc.constantFrom(...families),
  birthDate: fc.constantFrom(...dates),
});
const ifMatch = fc.constantFrom<IfMatch>(undefined, undefined, 'right', 'wrong');
const patch = fc.record({ value: fc.nat(3), was: fc.option(fc.nat(3), { nil: undefined }), asFhirPath: fc.boolean() });

function where(type: Kind): fc.Arbitrary<Where> {
  const own =
    type === 'Patient'
      ? [
          fc.record({ family: fc.constantFrom('mor', 'Silva', 'MOREAU') }),
          fc.record({ birthdate: fc.constantFrom(...dates) }),
        ]
      : [
          fc.record({ status: fc.constantFrom(...statuses) }),
          fc.record({ 'status:not': fc.constantFrom(...statuses) }),
          fc.record({ subject: fc.nat(1) }),
        ];
  const one: fc.Arbitrary<Where> = fc.oneof(
    { arbitrary: fc.record({ identifier: fc.constantFrom(...letters) }), weight: 3 },
    { arbitrary: fc.record({ _id: slot }), weight: 1 },
    ...own.map((arbitrary) => ({ arbitrary: arbitrary as fc.Arbitrary<Where>, weight: 1 })),
  );
  return fc.tuple(one, fc.option(one, { nil: {} })).map(([first, second]) => ({ ...first, ...second }));
}

const typed = kind.chain((type) => fc.record({ type: fc.constant(type), where: where(type) }));

const write: fc.Arbitrary<Write> = fc.oneof(
  fc.record({ op: fc.constant('create' as const), body, ifNoneExist: fc.boolean() }),
  {
    arbitrary: fc.record({
      op: fc.constant('update' as const),
      slot,
      body,
      ifMatch,
      ifAbsent: fc.nat(5).map((n) => n === 0),
    }),
    weight: 3,
  },
  fc.tuple(typed, body, fc.option(slot, { nil: undefined })).map(([at, one, id]) => ({
    op: 'updateWhere' as const,
    where: at.where,
    body: { ...one, type: at.type },
    slot: id,
  })),
  fc.record({ op: fc.constant('delete' as const), target, ifMatch }),
  typed.map((at) => ({ op: 'deleteWhere' as const, ...at })),
  { arbitrary: fc.record({ op: fc.constant('patch' as const), target, patch, ifMatch }), weight: 2 },
  fc.tuple(typed, patch).map(([at, one]) => ({ op: 'patchWhere' as const, ...at, patch: one })),
);

export const step: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: write.map((one): Step => ({ op: 'write', write: one })), weight: 8 },
  {
    arbitrary: fc.record({
      op: fc.constantFrom('read' as const, 'vread' as const, 'history' as const),
      target,
      version: fc.integer({ min: 1, max: 5 }),
    }),
    weight: 3,
  },
  {
    arbitrary: fc
      .tuple(typed, fc.integer({ min: 1, max: 3 }))
      .map(([at, count]): Step => ({ op: 'search', ...at, count })),
    weight: 3,
  },
  {
    arbitrary: fc.record({
      op: fc.constantFrom('transaction' as const, 'batch' as const),
      writes: fc.array(write, { minLength: 1, maxLength: 5 }),
      linked: fc.boolean(),
    }),
    weight: 2,
  },
);

/** What stands there before a sequence begins, so that it meets more than absence. */
export const firstSteps: readonly Step[] = [0, 1].flatMap((person) =>
  (['Patient', 'Observation'] as const).map((type) => {
    const of = { identifier: letters[person] ?? '', person, status: 'final', family: 'Moreau', birthDate: dates[0] };
    const first: Write = { op: 'update', slot: person, body: { type, ...of }, ifMatch: undefined, ifAbsent: false };
    return { op: 'write', write: first } as const;
  }),
);
