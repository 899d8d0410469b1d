import type { HeldPackage } from '../contract.ts';
import { isMoving, newestFitting } from '../versions.ts';
import { isBuiltIn, isPackageName, isPackageVersion, nameOf } from './package-name.ts';

/** What a package says that it builds on: a name and a version or range (`npm:name@version` renames it). */
export interface Dependency {
  readonly name: string;
  readonly wanted: string;
}

/** A package that another builds on and that is not there, with the reason. */
export interface MissingPackage extends Dependency {
  readonly neededBy: string;
  readonly reason: string;
}

/** Those that must be there besides R4 itself. */
export function dependenciesOf(dependencies: Readonly<Record<string, string>>): readonly Dependency[] {
  return Object.entries(dependencies)
    .map(([name, wanted]) => {
      const [, alias, version] = /^npm:(.+)@([^@]+)$/.exec(wanted) ?? [];
      return alias === undefined || version === undefined ? { name, wanted } : { name: alias, wanted: version };
    })
    .filter(({ name, wanted }) => !isBuiltIn(name, wanted));
}

type Resolvable = Pick<HeldPackage, 'name' | 'version' | 'dependencies' | 'resolved'>;

/**
 * Which versions of what they build on packages mean, among those that are there: what was resolved stays so while it is
 * there, so that adding a package changes nothing for those that were there before.
 */
export function resolveDependencies(packages: readonly Resolvable[]): {
  readonly resolved: ReadonlyMap<string, Readonly<Record<string, string>>>;
  readonly missing: readonly MissingPackage[];
} {
  const versions = Map.groupBy(packages, ({ name }) => name);
  const resolved = new Map<string, Readonly<Record<string, string>>>();
  const missing: MissingPackage[] = [];
  for (const one of packages) {
    const chosen: Record<string, string> = {};
    for (const dependency of dependenciesOf(one.dependencies)) {
      const { name, wanted } = dependency;
      const there = (versions.get(name) ?? []).map(({ version }) => version);
      const before = one.resolved[name];
      const found = before !== undefined && there.includes(before) ? before : newestFitting(there, wanted);
      if (found !== undefined) chosen[name] = found;
      else missing.push({ ...dependency, neededBy: nameOf(one), reason: reasonOf(dependency, there) });
    }
    resolved.set(nameOf(one), chosen);
  }
  return { resolved, missing };
}

function reasonOf({ name, wanted }: Dependency, there: readonly string[]): string {
  if (isMoving(wanted)) return `"${wanted}" means something else tomorrow, so it cannot be pinned`;
  if (!isPackageName(name) || !isPackageVersion(wanted)) return `"${wanted}" is no version of a FHIR package`;
  return there.length === 0 ? 'it is not here' : `only ${there.join(', ')} is here`;
}
