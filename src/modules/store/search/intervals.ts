import type { SearchPrefix } from '#fhir';
import { middle } from '../index-rows.ts';
import type { Statement } from '../statement.ts';

interface Asked {
  readonly prefix: SearchPrefix;
  readonly low: number;
  readonly high: number;
}

/**
 * The condition that a stored interval [low, high) stands to the asked one as the prefix says (R4 search.html#prefix);
 * `low` and `high` are SQL expressions in milliseconds.
 */
export function dateCondition(statement: Statement, low: string, high: string, asked: Asked): string {
  const { from, to } = bounds(statement, asked);
  const inside = () => `(${low} >= ${from()} and ${high} <= ${to()})`;
  switch (asked.prefix) {
    case 'eq':
      return inside();
    case 'ne':
      return `not ${inside()}`;
    case 'gt':
      return `${high} > ${to()}`;
    case 'lt':
      return `${low} < ${from()}`;
    case 'ge':
      return `(${high} > ${to()} or ${inside()})`;
    case 'le':
      return `(${low} < ${from()} or ${inside()})`;
    case 'sa':
      return `${low} >= ${to()}`;
    case 'eb':
      return `${high} <= ${from()}`;
    case 'ap':
      return `(${low} < ${to()} and ${high} > ${from()})`;
  }
}

/** A parameter that is bound must be used, or the server cannot tell its type: so each is bound where it is. */
function bounds(statement: Statement, asked: Asked): { readonly from: () => string; readonly to: () => string } {
  return {
    from: () => `${statement.bind(clamp(asked.low))}::bigint`,
    to: () => `${statement.bind(clamp(asked.high))}::bigint`,
  };
}

/** What must hold for the earliest start, latest start and latest end of several intervals, if one of them is to match. */
export function dateBound(statement: Statement, row: string, asked: Asked): string {
  const { from, to } = bounds(statement, asked);
  switch (asked.prefix) {
    case 'eq':
    case 'ap':
      return `${row}.first < ${to()} and ${row}.high > ${from()}`;
    case 'gt':
    case 'ge':
      return `${row}.high > ${from()}`;
    case 'sa':
      return `${row}.low >= ${to()}`;
    case 'lt':
    case 'le':
      return `${row}.first < ${to()}`;
    case 'eb':
      return `${row}.first < ${from()}`;
    case 'ne':
      return 'true';
  }
}

/** Times are whole numbers within what an ECMAScript date holds. */
function clamp(time: number): number {
  return Math.trunc(Math.min(Math.max(time, -8.64e15), 8.64e15));
}

/** Room for the last digit of a double, so that 5.4 and 5.40 are the same number. */
const rounding = 1e-12;

/**
 * The condition that a stored number stands to the asked one as the prefix says (R4 search.html#number). `scale` says
 * what an asked number is on the scale of the stored ones; a greater one must be greater there too.
 */
export function numberCondition(
  statement: Statement,
  value: string,
  asked: Asked,
  scale: (asked: number) => number = (given) => given,
): string {
  const centre = middle(asked.low, asked.high);
  const scaled = scale(centre);
  const slack = Math.abs(scaled) * rounding;
  const bind = (bound: number) => `${statement.bind(bound)}::float8`;
  const inside = () =>
    `(${value} >= ${bind(scale(asked.low) - slack)} and ${value} < ${bind(scale(asked.high) - slack)})`;
  switch (asked.prefix) {
    case 'eq':
      return inside();
    case 'ne':
      return `not ${inside()}`;
    case 'gt':
    case 'sa':
      return `${value} > ${bind(scaled + slack)}`;
    case 'lt':
    case 'eb':
      return `${value} < ${bind(scaled - slack)}`;
    case 'ge':
      return `${value} >= ${bind(scaled - slack)}`;
    case 'le':
      return `${value} <= ${bind(scaled + slack)}`;
    case 'ap': {
      const tenth = Math.abs(centre) * 0.1;
      return `(${value} >= ${bind(scale(centre - tenth) - slack)} and ${value} <= ${bind(scale(centre + tenth) + slack)})`;
    }
  }
}
