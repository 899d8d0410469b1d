/** Jaro-Winkler similarity of two words, from 0 to 1: what typing errors and variants of a name leave alike is near 1. */
export function jaroWinkler(one: string, other: string): number {
  if (one === other) return 1;
  const window = Math.max(0, Math.floor(Math.max(one.length, other.length) / 2) - 1);
  const taken = new Array<boolean>(other.length).fill(false);
  const common: string[] = [];
  for (const [at, sign] of [...one].entries()) {
    for (let near = Math.max(0, at - window); near <= Math.min(other.length - 1, at + window); near += 1) {
      if (taken[near] === true || other[near] !== sign) continue;
      taken[near] = true;
      common.push(sign);
      break;
    }
  }
  if (common.length === 0) return 0;
  const inOther = [...other].filter((_sign, at) => taken[at] === true);
  const moved = common.filter((sign, at) => sign !== inOther[at]).length / 2;
  const { length } = common;
  const jaro = (length / one.length + length / other.length + (length - moved) / length) / 3;
  let prefix = 0;
  while (prefix < 4 && prefix < one.length && one[prefix] === other[prefix]) prefix += 1;
  return jaro + prefix * 0.1 * (1 - jaro);
}

/** Do two texts of one length differ by one sign, or by two neighbours that changed places? */
export function isOneSlip(one: string, other: string): boolean {
  if (one.length !== other.length) return false;
  const places = [...one].flatMap((sign, at) => (sign === other[at] ? [] : [at]));
  const [first, second] = places;
  if (places.length === 1) return true;
  if (places.length !== 2 || first === undefined || second !== first + 1) return false;
  return one[first] === other[second] && one[second] === other[first];
}
