import { distinct, isIn } from '../equality.ts';
import { type Functions, ofValues, spend } from '../frame.ts';
import { nothing } from '../values.ts';

/** FHIRPath, Combining and Subsetting of sets. */
export const combining: Functions = {
  union: ofValues(1, 1, (input, [other = []], frame) => {
    spend(frame, input.length + other.length);
    return distinct([...input, ...other], frame);
  }),
  combine: ofValues(1, 2, (input, [other = []], frame) => {
    spend(frame, input.length + other.length);
    return [...input, ...other];
  }),
  intersect: ofValues(1, 1, (input, [other = []], frame) => {
    spend(frame, input.length * Math.max(1, other.length));
    return distinct(
      input.filter((item) => isIn(other, item)),
      frame,
    );
  }),
  exclude: ofValues(1, 1, (input, [other = []], frame) => {
    spend(frame, input.length * Math.max(1, other.length));
    return input.filter((item) => !isIn(other, item));
  }),
  coalesce: ofValues(1, 20, (_input, values) => values.find((value) => value.length > 0) ?? nothing),
};
