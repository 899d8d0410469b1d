import { isObject } from '../json-value.ts';
import type { Resource } from '../resource.ts';
import { type Category, categories, claims, isCodeOf } from './categories.ts';

/**
 * The profile that a document is judged by though it names none: that of its category (Regulation (EU) 2025/327, Annex
 * I). For a Bundle of type document, and for a Composition alone. What tells is, in this order, `meta.profile` of the
 * Bundle and of the Composition, the LOINC codes of Composition.type, and those and the European codes of
 * Composition.category. Undefined where none of them tells.
 */
export function defaultProfileOf(resource: Resource): string | undefined {
  const isBundle = resource.resourceType === 'Bundle' && resource.type === 'document';
  const composition = isBundle ? firstOf(resource) : resource;
  if (composition?.resourceType !== 'Composition') return undefined;
  const found =
    byClaim(isBundle ? resource : undefined) ??
    byClaim(composition) ??
    byCode([composition.type]) ??
    byCode(listOf(composition.category));
  return isBundle ? found?.bundle : found?.composition;
}

function firstOf(bundle: Resource): Resource | undefined {
  const [first] = listOf(bundle.entry);
  const resource = isObject(first) ? first.resource : undefined;
  return isObject(resource) ? (resource as Resource) : undefined;
}

function byClaim(resource: Resource | undefined): Category | undefined {
  const named = listOf(resource?.meta?.profile).filter((one) => typeof one === 'string');
  return categories.find((category) => named.some((canonical) => claims(category, canonical)));
}

function byCode(concepts: readonly unknown[]): Category | undefined {
  const codings = concepts
    .flatMap((concept) => listOf(isObject(concept) ? concept.coding : undefined))
    .filter(isObject);
  return categories.find((category) => codings.some((coding) => isCodeOf(category, coding)));
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
