import type { SearchValue } from '../search.ts';
import { baseUnitOf, inBaseUnit } from '../units.ts';

const form = /^-?\d{1,3}(?:\.\d{1,20})?$/;
/** Half around the earth. */
const farthest = 20_040_000;
/** Where no distance is given. */
const usual = 10_000;

/** Reads `latitude|longitude|distance|unit` (R4 location.html#positional); undefined where it is something else. */
export function parsePlace(raw: string): SearchValue | undefined {
  const [north = '', east = '', distance = '', unit = 'km', ...more] = raw.split('|');
  if (more.length > 0 || !form.test(north) || !form.test(east)) return undefined;
  const latitude = Number(north);
  const longitude = Number(east);
  if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return undefined;
  if (distance === '') return unit === 'km' ? { kind: 'place', latitude, longitude, metres: usual } : undefined;
  const length = baseUnitOf(unit);
  if (length?.base !== 'm' || !/^\d{1,9}(?:\.\d{1,20})?$/.test(distance)) return undefined;
  return { kind: 'place', latitude, longitude, metres: Math.min(inBaseUnit(Number(distance), length), farthest) };
}
