import { createHash } from 'node:crypto';
import { type Definition, readPackage } from '#fhir';
import { fail, type Outcome, ok } from '#kernel';
import type { HeldPackage, PackedDefinition } from '../contract.ts';
import { packDefinition } from '../pack-definition.ts';
import { isPackageName, isPackageVersion } from './package-name.ts';

/** A package that was read and can be added. */
export interface Archive
  extends Pick<
    HeldPackage,
    'name' | 'version' | 'title' | 'canonical' | 'guide' | 'integrity' | 'source' | 'dependencies'
  > {
  readonly entries: readonly PackedDefinition[];
  /** Canonical addresses of what its definitions are made of, and what each is. */
  readonly needs: ReadonlyMap<string, Need>;
}

const mostDependencies = 100;
const longestLine = 500;

/** How an archive is named in lock files, as npm does (Subresource Integrity). */
export function integrityOf(bytes: Uint8Array): string {
  return `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
}

/**
 * Reads an archive; `source` says where it came from. Faults: `package.malformed`, and `package.fhir-version` where it is
 * for other versions of FHIR alone.
 */
export function readArchive(bytes: Uint8Array, source: string): Outcome<Archive> {
  const read = readPackage(bytes);
  if (!read.ok) return fail(read.fault.code, `${source}: ${read.fault.issues[0]?.text}`);
  const { name, version, title, canonical, dependencies, fhirVersions, definitions } = read.value;
  if (!isPackageName(name) || !isPackageVersion(version)) {
    return fail('package.malformed', `${source}: name or version are not of the form of FHIR packages.`);
  }
  if (fhirVersions.length > 0 && !fhirVersions.some((one) => one.startsWith('4.0'))) {
    return fail('package.fhir-version', `${name}#${version} is for FHIR ${fhirVersions.join(', ')}, not for R4.`);
  }
  const listed = Object.entries(dependencies);
  const isSound = ([other, wanted]: readonly [string, string]) => isPackageName(other) && isLine(wanted);
  if (listed.length > mostDependencies || !listed.every(isSound)) {
    return fail('package.malformed', `${source}: its dependencies are too many, or no names and versions of packages.`);
  }
  const origin = { kind: 'package', name, version } as const;
  const guide = definitions.find(({ resourceType }) => resourceType === 'ImplementationGuide');
  return ok({
    name,
    version,
    ...(isLine(title) ? { title } : {}),
    ...(isLine(canonical) ? { canonical } : {}),
    ...(isLine(guide?.url) ? { guide: guide.url } : {}),
    integrity: integrityOf(bytes),
    source,
    dependencies,
    entries: definitions.flatMap((definition) => packDefinition(definition, origin) ?? []),
    needs: needsOf(definitions),
  });
}

/** What can be shown on a line and kept in a column. */
function isLine(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= longestLine && !/\p{Cc}/u.test(value);
}

type Need = 'profile' | 'value set';

/** Packages are read as they come: nothing is taken for granted of what stands in them. */
function needsOf(definitions: readonly Definition[]): ReadonlyMap<string, Need> {
  const needs = new Map<string, Need>();
  const need = (canonical: unknown, what: Need) => {
    for (const one of Array.isArray(canonical) ? canonical : [canonical]) {
      if (typeof one === 'string' && /^(?:https?|urn):/.test(one)) needs.set(one.split('#', 1)[0] ?? one, what);
    }
  };
  for (const definition of definitions) {
    if (definition.resourceType === 'StructureDefinition') {
      const { baseDefinition, snapshot, differential } = definition;
      // A snapshot has its base in it.
      if (snapshot === undefined) need(baseDefinition, 'profile');
      for (const { type, binding } of objectsIn(objectOf(snapshot ?? differential).element)) {
        for (const { profile } of objectsIn(type)) need(profile, 'profile');
        const { strength, valueSet } = objectOf(binding);
        if (strength === 'required' || strength === 'extensible') need(valueSet, 'value set');
      }
    } else if (definition.resourceType === 'ValueSet') {
      const { include, exclude } = objectOf(definition.compose);
      for (const { valueSet } of [...objectsIn(include), ...objectsIn(exclude)]) need(valueSet, 'value set');
    }
  }
  return needs;
}

type Members = Readonly<Record<string, unknown>>;

function objectOf(value: unknown): Members {
  return typeof value === 'object' && value !== null ? (value as Members) : {};
}

function objectsIn(value: unknown): readonly Members[] {
  return Array.isArray(value) ? value.map(objectOf) : [];
}
