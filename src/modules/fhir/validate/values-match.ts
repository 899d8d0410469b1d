import { isObject } from '../json-value.ts';

/** `fixed[x]`: the very value, nothing more and nothing less; the order of members does not matter. */
export function isFixed(value: unknown, expected: unknown): boolean {
  if (value === expected) return true;
  if (Array.isArray(value) && Array.isArray(expected)) {
    return value.length === expected.length && expected.every((item, n) => isFixed(value[n], item));
  }
  if (!isObject(value) || !isObject(expected)) return false;
  const keys = Object.keys(value);
  return keys.length === Object.keys(expected).length && keys.every((key) => isFixed(value[key], expected[key]));
}

/** `pattern[x]`: at least this; each entry of an array of the pattern must be matched by some entry. */
export function matchesPattern(value: unknown, pattern: unknown): boolean {
  if (value === pattern) return true;
  if (Array.isArray(pattern)) {
    return Array.isArray(value) && pattern.every((item) => value.some((other) => matchesPattern(other, item)));
  }
  if (!isObject(value) || !isObject(pattern)) return false;
  return Object.keys(pattern).every((key) => matchesPattern(value[key], pattern[key]));
}
