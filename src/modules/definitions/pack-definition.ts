import { createHash } from 'node:crypto';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Definition } from '#fhir';
import {
  type DefinitionOrigin,
  type DefinitionType,
  definitionTypes,
  type HeldDefinition,
  type PackedDefinition,
} from './contract.ts';

/** Characters of a canonical address, a version or an id, and of a title. */
const longest = { name: 1_000, title: 500 } as const;

const types: ReadonlySet<string> = new Set(definitionTypes);

/**
 * A definition as it is held, without its narrative: nobody is judged by that. Undefined for resources that are no
 * definition, or cannot be named: those without a canonical address. A NamingSystem of R4 has none; its id names it.
 */
export function packDefinition(resource: unknown, origin: DefinitionOrigin): PackedDefinition | undefined {
  if (typeof resource !== 'object' || resource === null) return undefined;
  const { text: _narrative, ...definition } = resource as Definition;
  const { resourceType, version, id, title, name } = definition as Readonly<Record<string, unknown>>;
  if (typeof resourceType !== 'string' || !types.has(resourceType)) return undefined;
  const url = addressOf(definition);
  if (!isName(url)) return undefined;
  const json = JSON.stringify(definition);
  const words = [title, name].find((one) => typeof one === 'string') as string | undefined;
  const about: HeldDefinition = {
    resourceType: resourceType as DefinitionType,
    url,
    ...(isName(version) ? { version } : {}),
    id: isName(id) ? id : '',
    ...(words === undefined ? {} : { title: words.slice(0, longest.title) }),
    origin,
    digest: createHash('sha256').update(json).digest('hex'),
    length: json.length,
    ...structureOf(definition),
    ...codesOf(definition),
  };
  return { about, packed: zstdCompressSync(json) };
}

/** The definition of what `packDefinition` made. */
export function unpackDefinition(packed: Uint8Array): Definition {
  return JSON.parse(zstdDecompressSync(packed).toString('utf8')) as Definition;
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= longest.name;
}

const namingSystemUrl = 'http://hl7.org/fhir/5.0/StructureDefinition/extension-NamingSystem.url';

interface NamedExtension {
  readonly url?: unknown;
  readonly valueUri?: unknown;
}

function addressOf(definition: Definition): unknown {
  if (typeof definition.url === 'string' || definition.resourceType !== 'NamingSystem') return definition.url;
  const extensions: readonly (NamedExtension | null)[] = Array.isArray(definition.extension)
    ? definition.extension
    : [];
  const given = extensions.find((one) => one?.url === namingSystemUrl);
  return given?.valueUri ?? `NamingSystem/${definition.id}`;
}

function structureOf(definition: Definition): Pick<HeldDefinition, 'structure'> {
  if (definition.resourceType !== 'StructureDefinition') return {};
  const { type, kind, derivation } = definition;
  return {
    structure: {
      type: String(type),
      kind: String(kind),
      ...(typeof derivation === 'string' ? { derivation } : {}),
    },
  };
}

function codesOf(definition: Definition): Pick<HeldDefinition, 'codes'> {
  if (definition.resourceType !== 'CodeSystem') return {};
  const { content, supplements, concept } = definition;
  return {
    codes: {
      content: String(content),
      ...(isName(supplements) ? { supplements } : {}),
      concepts: countConcepts(concept),
    },
  };
}

function countConcepts(concepts: unknown): number {
  if (!Array.isArray(concepts)) return 0;
  let count = concepts.length;
  for (const one of concepts) count += countConcepts((one as { readonly concept?: unknown } | null)?.concept);
  return count;
}
