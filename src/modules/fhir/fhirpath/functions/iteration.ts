import { compareItems, isIn } from '../equality.ts';
import { type Evaluate, each, type Frame, type Functions, inner, ofInput, ofValues } from '../frame.ts';
import { asType, isType } from '../navigate.ts';
import { type Expression, FhirPathError } from '../syntax.ts';
import { isExactlyOfType, wantedType } from '../types.ts';
import { type Collection, type Item, nothing, single, singleInteger, singleString, singleTruth } from '../values.ts';

/** FHIRPath, Filtering and projection, Subsetting, Aggregates, and what steers an evaluation. */
export const iteration: Functions = {
  where: {
    arguments: [1, 1],
    compile: ([criteria], { compile }) => {
      const holds = compile(criteria as Expression);
      return (outer, input) => {
        if (input.length === 0) return nothing;
        const found: Item[] = [];
        each(outer, input, (item, frame) => {
          if (singleTruth(holds(frame, frame.that), 'where') === true) found.push(item);
          return true;
        });
        return found;
      };
    },
  },
  select: {
    arguments: [1, 1],
    compile: ([projection], { compile }) => {
      const project = compile(projection as Expression);
      return (outer, input) => {
        if (input.length === 0) return nothing;
        const found: Item[] = [];
        each(outer, input, (_item, frame) => {
          for (const one of project(frame, frame.that)) found.push(one);
          return true;
        });
        return found;
      };
    },
  },
  repeat: repeating(true),
  repeatAll: repeating(false),
  ofType: ofTypeArgument((items, wanted) => items.filter((item) => isExactlyOfType(item, wanted))),
  is: ofTypeArgument(isType),
  as: ofTypeArgument(asType),
  single: ofInput((input) => {
    const item = single(input, 'single');
    return item === undefined ? nothing : [item];
  }),
  first: ofInput((input) => input.slice(0, 1)),
  last: ofInput((input) => input.slice(-1)),
  tail: ofInput((input) => input.slice(1)),
  skip: ofValues(1, 1, (input, [count = []]) => input.slice(Math.max(0, singleInteger(count, 'skip') ?? 0))),
  take: ofValues(1, 1, (input, [count = []]) => input.slice(0, Math.max(0, singleInteger(count, 'take') ?? 0))),
  aggregate: {
    arguments: [1, 2],
    compile: ([aggregator, start], { compile }) => {
      const step = compile(aggregator as Expression);
      const first = start === undefined ? undefined : compile(start);
      return (outer, input) => {
        let total = first === undefined ? nothing : first(outer, outer.that);
        each(outer, input, (_item, frame) => {
          frame.total = total;
          total = step(frame, frame.that);
          return true;
        });
        return total;
      };
    },
  },
  iif: {
    arguments: [2, 3],
    compile: (args, { compile }) => {
      const [criterion, yes, no] = args.map(compile) as [Evaluate, Evaluate, Evaluate | undefined];
      return (outer, input) => {
        if (input.length > 1) throw new FhirPathError('iif needs a single item to decide about.');
        const frame = inner(outer);
        if (args.length > 0 && input.length === 1 && input !== outer.that) frame.that = input;
        const decided = criterion(frame, frame.that);
        if (decided.length > 0 && typeof decided[0] !== 'object' && typeof decided[0] !== 'boolean') {
          throw new FhirPathError('The criterion of iif must be a Boolean.');
        }
        if (singleTruth(decided, 'iif') === true) return yes(frame, frame.that);
        return no === undefined ? nothing : no(frame, frame.that);
      };
    },
  },
  trace: {
    arguments: [1, 2],
    compile: ([name, projection], { compile }) => {
      const label = compile(name as Expression);
      const project = projection === undefined ? undefined : compile(projection);
      return (frame, input) => {
        const { trace } = frame.env;
        if (trace !== undefined) {
          const shown = project === undefined ? input : input.flatMap((item) => project(frame, [item]));
          trace(singleString(label(frame, frame.that), 'trace') ?? '', shown);
        }
        return input;
      };
    },
  },
  defineVariable: {
    arguments: [1, 2],
    compile: ([name, value], { compile }) => {
      const label = compile(name as Expression);
      const evaluate = value === undefined ? undefined : compile(value);
      return (frame, input) => {
        const called = singleString(label(frame, frame.that), 'defineVariable');
        if (called === undefined) throw new FhirPathError('A variable needs a name.');
        const taken = frame.variables?.has(called) || frame.env.variables?.has(called);
        if (taken || reserved.has(called)) throw new FhirPathError(`The variable %${called} is defined already.`);
        const within = inner(frame);
        within.that = input;
        const defined = evaluate === undefined ? input : evaluate(within, input);
        frame.variables = new Map([...(frame.variables ?? []), [called, defined]]);
        return input;
      };
    },
  },
  sort: {
    arguments: [0, 20],
    compile: (args, { compile }) => {
      const keys = args.map((arg) => {
        const descending = arg.kind === 'sign' && arg.sign === '-';
        return { descending, value: compile(descending ? arg.of : arg) };
      });
      return (outer, input) => {
        const rows: { readonly item: Item; readonly by: readonly (Item | undefined)[] }[] = [];
        each(outer, input, (item, frame) => {
          const by = keys.map(({ value }) => single(value(frame, frame.that), 'A key of sort'));
          rows.push({ item, by: keys.length === 0 ? [item] : by });
          return true;
        });
        rows.sort((a, b) => {
          for (let n = 0; n < a.by.length; n++) {
            const one = a.by[n];
            const other = b.by[n];
            // What has no key comes first, whichever the direction.
            if (one === undefined || other === undefined) {
              if (one !== other) return one === undefined ? -1 : 1;
              continue;
            }
            const order = compareItems(one, other) ?? 0;
            if (order !== 0) return keys[n]?.descending === true ? -order : order;
          }
          return 0;
        });
        return rows.map(({ item }) => item);
      };
    },
  },
};

const reserved: ReadonlySet<string> = new Set(['context', 'resource', 'rootResource', 'ucum', 'sct', 'loinc']);

function ofTypeArgument(apply: (items: Collection, wanted: ReturnType<typeof wantedType>) => Collection) {
  return {
    arguments: [1, 1] as const,
    compile: (
      [type]: readonly Expression[],
      { nameOf }: { nameOf: (e: Expression | undefined) => string | undefined },
    ) => {
      const name = nameOf(type);
      if (name === undefined) throw new FhirPathError('The name of a type is expected here.');
      const wanted = wantedType(name);
      return (_frame: Frame, input: Collection) => apply(input, wanted);
    },
  };
}

function repeating(unique: boolean): Functions[string] {
  return {
    arguments: [1, 1],
    compile: ([projection], { compile }) => {
      const project = compile(projection as Expression);
      return (outer, input) => {
        const found: Item[] = [];
        let open: Collection = input;
        while (open.length > 0) {
          const next: Item[] = [];
          each(outer, open, (_item, frame) => {
            for (const one of project(frame, frame.that)) {
              if (unique && isIn(found, one)) continue;
              found.push(one);
              next.push(one);
            }
            return true;
          });
          open = next;
        }
        return found;
      };
    },
  };
}
