import { createHash } from 'node:crypto';
import { type Definition, readPackage } from '#fhir';
import { fail, type Outcome, ok } from '#kernel';
import type { PackedDefinition } from '../contract.ts';
import { packDefinition } from '../pack-definition.ts';
import { isPackageName, isPackageVersion } from './package-name.ts';

/** A package that was read and can be added. */
export interface Archive {
  readonly name: string;
  readonly version: string;
  readonly title?: string;
  readonly canonical?: string;
  readonly guide?: string;
  readonly integrity: string;
  readonly source: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly entries: readonly PackedDefinition[];
  /** Canonical addresses of what its definitions are made of, and what each is. */
  readonly needs: ReadonlyMap<string, 'profile' | 'value set'>;
}

const mostDependencies = 100;

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
  if (listed.length > mostDependencies || !listed.every(([other]) => isPackageName(other))) {
    return fail('package.malformed', `${source}: its dependencies are too many, or not names of packages.`);
  }
  const origin = { kind: 'package', name, version } as const;
  const guide = definitions.find(({ resourceType }) => resourceType === 'ImplementationGuide');
  return ok({
    name,
    version,
    ...(title === undefined ? {} : { title }),
    ...(canonical === undefined ? {} : { canonical }),
    ...(typeof guide?.url === 'string' ? { guide: guide.url } : {}),
    integrity: integrityOf(bytes),
    source,
    dependencies,
    entries: definitions.flatMap((definition) => packDefinition(definition, origin) ?? []),
    needs: needsOf(definitions),
  });
}

function needsOf(definitions: readonly Definition[]): ReadonlyMap<string, 'profile' | 'value set'> {
  const needs = new Map<string, 'profile' | 'value set'>();
  const need = (canonical: unknown, what: 'profile' | 'value set') => {
    for (const one of Array.isArray(canonical) ? canonical : [canonical]) {
      if (typeof one === 'string' && /^(?:https?|urn):/.test(one)) needs.set(one.split('#', 1)[0] ?? one, what);
    }
  };
  for (const definition of definitions) {
    if (definition.resourceType === 'StructureDefinition') {
      const { baseDefinition, snapshot, differential } = definition as unknown as Structure;
      // A snapshot has its base in it.
      if (snapshot === undefined) need(baseDefinition, 'profile');
      for (const { type, binding } of (snapshot ?? differential)?.element ?? []) {
        for (const { profile } of type ?? []) need(profile, 'profile');
        if (binding?.strength === 'required' || binding?.strength === 'extensible') need(binding.valueSet, 'value set');
      }
    } else if (definition.resourceType === 'ValueSet') {
      const { compose } = definition as unknown as Composed;
      for (const { valueSet } of [...(compose?.include ?? []), ...(compose?.exclude ?? [])])
        need(valueSet, 'value set');
    }
  }
  return needs;
}

interface Structure {
  readonly baseDefinition?: unknown;
  readonly snapshot?: { readonly element: readonly Element[] };
  readonly differential?: { readonly element: readonly Element[] };
}
interface Element {
  readonly type?: readonly { readonly profile?: unknown }[];
  readonly binding?: { readonly strength?: string; readonly valueSet?: unknown };
}
interface Composed {
  readonly compose?: {
    readonly include?: readonly { readonly valueSet?: unknown }[];
    readonly exclude?: readonly { readonly valueSet?: unknown }[];
  };
}
