import { distinct, isIn } from '../equality.ts';
import { each, type Functions, ofInput, ofValues } from '../frame.ts';
import { FhirPathError } from '../syntax.ts';
import { type Collection, singleTruth, truth } from '../values.ts';

/** FHIRPath, Existence. */
export const existence: Functions = {
  empty: ofInput((input) => truth(input.length === 0)),
  exists: {
    arguments: [0, 1],
    compile: ([criteria], { compile }) => {
      if (criteria === undefined) return (_frame, input) => truth(input.length > 0);
      const holds = compile(criteria);
      return (outer, input) => {
        let found = false;
        each(outer, input, (_item, frame) => {
          found = singleTruth(holds(frame, frame.that), 'exists') === true;
          return !found;
        });
        return truth(found);
      };
    },
  },
  all: {
    arguments: [1, 1],
    compile: ([criteria], { compile }) => {
      const holds = compile(criteria as NonNullable<typeof criteria>);
      return (outer, input) => {
        let all = true;
        each(outer, input, (_item, frame) => {
          all = singleTruth(holds(frame, frame.that), 'all') === true;
          return all;
        });
        return truth(all);
      };
    },
  },
  allTrue: ofInput((input) => truth(booleans(input).every((value) => value))),
  anyTrue: ofInput((input) => truth(booleans(input).some((value) => value))),
  allFalse: ofInput((input) => truth(booleans(input).every((value) => !value))),
  anyFalse: ofInput((input) => truth(booleans(input).some((value) => !value))),
  subsetOf: ofValues(1, 1, (input, [other = []]) => truth(input.every((item) => isIn(other, item)))),
  supersetOf: ofValues(1, 1, (input, [other = []]) => truth(other.every((item) => isIn(input, item)))),
  count: ofInput((input) => [input.length]),
  distinct: ofInput(distinct),
  isDistinct: ofInput((input, frame) => truth(distinct(input, frame).length === input.length)),
  not: ofInput((input) => {
    const value = singleTruth(input, 'not');
    return truth(value === undefined ? undefined : !value);
  }),
};

function booleans(input: Collection): readonly boolean[] {
  return input.map((item) => {
    const value = singleTruth([item], 'A collection of Booleans');
    if (value === undefined) throw new FhirPathError('A Boolean has no value.');
    return value;
  });
}
