/**
 * The order of business versions: Semantic Versioning 2.0.0 (clause 11) for those that are of that form, which those of
 * FHIR packages must be, `1.1` among them; anything else by its runs of digits and letters, and below them. What has no
 * version is the lowest.
 * Negative where `one` is lower.
 */
export function compareVersions(one: string | undefined, other: string | undefined): number {
  if (one === other) return 0;
  if (one === undefined || other === undefined) return one === undefined ? -1 : 1;
  const [first, second] = [semantic(one), semantic(other)];
  if (first === undefined || second === undefined) {
    return Number(first !== undefined) - Number(second !== undefined) || compareParts(runsOf(one), runsOf(other));
  }
  const release = compareParts(first.release, second.release);
  if (release !== 0) return release;
  // A version comes after those that lead up to it.
  const isBoth = first.before.length > 0 && second.before.length > 0;
  const before = isBoth ? compareParts(first.before, second.before) : second.before.length - first.before.length;
  return before || (one < other ? -1 : 1);
}

interface Semantic {
  readonly release: readonly string[];
  readonly before: readonly string[];
}

function semantic(version: string): Semantic | undefined {
  const [, release, before] = /^(\d+\.\d+(?:\.\d+)?)(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/.exec(version) ?? [];
  if (release === undefined) return undefined;
  return { release: release.split('.'), before: before?.split('.') ?? [] };
}

function runsOf(version: string): readonly string[] {
  return version.match(/\d+|\D+/g) ?? [];
}

/** Numbers as numbers and below words; where one list begins the other, the longer is the higher. */
function compareParts(one: readonly string[], other: readonly string[]): number {
  for (let n = 0; n < Math.min(one.length, other.length); n++) {
    const [a = '', b = ''] = [one[n], other[n]];
    if (a === b) continue;
    const numeric = [/^\d+$/.test(a), /^\d+$/.test(b)];
    if (numeric[0] !== numeric[1]) return numeric[0] ? -1 : 1;
    if (numeric[0]) {
      const [x, y] = [BigInt(a), BigInt(b)];
      if (x !== y) return x < y ? -1 : 1;
    } else return a < b ? -1 : 1;
  }
  return one.length - other.length;
}

/** Versions that a package cannot be pinned to: they mean something else tomorrow. */
export function isMoving(wanted: string): boolean {
  return /^(?:current|dev|latest)(?:\$.*)?$/.test(wanted);
}

/**
 * Is `version` what a reference asks for: the version itself, or one that it begins, as `1.1`, `1.1.x` and `1.x`
 * (FHIR packages.html, dependencies; R5 references.html#canonical-matching)? `x` asks for any. Other ranges ask for
 * nothing.
 */
export function fits(version: string, wanted: string): boolean {
  if (version === wanted || wanted === 'x') return true;
  const [, begin] = /^(\d+(?:\.\d+)?)(?:\.[xX*]){0,2}$/.exec(wanted) ?? [];
  return begin !== undefined && (version.startsWith(`${begin}.`) || version === begin);
}

/** The newest that fits: a release where there is one, else the newest of those that lead up to one. */
export function newestFitting(versions: readonly string[], wanted: string): string | undefined {
  if (versions.includes(wanted)) return wanted;
  const fitting = versions.filter((version) => fits(version, wanted)).sort(compareVersions);
  return fitting.findLast((version) => !version.includes('-')) ?? fitting.at(-1);
}
