const snomed = 'http://snomed.info/';

/**
 * Whether a version is what was asked for: the same, the same but for parts that were asked for as `x` or `*`
 * (`1.0.x`), an edition of SNOMED CT (`http://snomed.info/sct/[module]`) at any date, or, where versions are dates,
 * a date within the month or year that was asked for.
 */
export function versionMatches(asked: string, version: string | undefined, algorithm?: string): boolean {
  if (version === undefined) return false;
  if (asked === version) return true;
  if (asked.startsWith(snomed)) return version.startsWith(`${asked}/version/`);
  if (algorithm === 'date') return version.startsWith(`${asked}-`);
  if (!/[x*]/i.test(asked)) return false;
  const wanted = asked.split('.');
  const parts = version.split('.');
  if (wanted.length !== parts.length && !isAny(wanted.at(-1))) return false;
  if (wanted.length > parts.length) return false;
  return wanted.every((part, place) => isAny(part) || part === parts[place]);
}

function isAny(part: string | undefined): boolean {
  return part === 'x' || part === 'X' || part === '*';
}

/** Orders versions: part by part, numbers by their size. Positive where `one` is the later. */
export function compareVersions(one: string, other: string): number {
  const left = one.split(/[.\-_/]/);
  const right = other.split(/[.\-_/]/);
  for (let place = 0; place < Math.max(left.length, right.length); place += 1) {
    const [a = '', b = ''] = [left[place], right[place]];
    if (a === b) continue;
    const numeric = /^\d+$/.test(a) && /^\d+$/.test(b);
    if (numeric && Number(a) !== Number(b)) return Number(a) - Number(b);
    if (!numeric) return a < b ? -1 : 1;
  }
  return 0;
}

/** `1.0.0, 1.1.0 and 1.2.0`; of two, `1.0.0 or 1.2.0`. */
export function versionList(versions: readonly string[]): string {
  const sorted = versions.toSorted();
  if (sorted.length < 3) return sorted.join(' or ');
  return `${sorted.slice(0, -1).join(', ')} and ${sorted.at(-1)}`;
}
