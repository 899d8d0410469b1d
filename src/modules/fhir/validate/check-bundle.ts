import { issueOf } from '#kernel';
import type { FhirNode } from '../fhirpath/values.ts';
import { isObject } from '../json-value.ts';
import { type Run, report } from './run.ts';

type Members = Readonly<Record<string, unknown>>;

/**
 * What holds of Bundles beyond the constraints of R4 (bundle.html, documents.html): a document begins with its
 * Composition, a message with its MessageHeader; a fullUrl ends in the id of its resource; and every entry of a document
 * is reached from its first.
 */
export function checkBundle(run: Run, bundle: FhirNode): void {
  const { type, entry } = bundle.value as Members;
  const entries = (Array.isArray(entry) ? entry : []).map((one) => (isObject(one) ? one : {}));
  const firstType = { document: 'Composition', message: 'MessageHeader' }[type as string];
  if (firstType !== undefined) checkFirst(run, entries[0], firstType);
  for (const [n, one] of entries.entries()) checkFullUrl(run, one, n);
  if (type === 'document') checkReached(run, entries);
}

function at(run: Run, parts: readonly (string | number)[], report: () => void): void {
  run.path.push(...parts);
  report();
  run.path.length -= parts.length;
}

function checkFirst(run: Run, first: Members | undefined, wanted: string): void {
  const resource = first?.resource;
  if (isObject(resource) && resource.resourceType === wanted) return;
  const text = `The first entry of such a Bundle must be a ${wanted}.`;
  at(run, ['entry', 0, 'resource'], () => report(run, issueOf('conformance.bundle', text)));
}

const restUrl = /^https?:\/\/.*\/([A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})$/;

function checkFullUrl(run: Run, { fullUrl, resource }: Members, n: number): void {
  if (typeof fullUrl !== 'string' || !isObject(resource)) return;
  const found = restUrl.exec(fullUrl);
  if (found === null || found[1] !== resource.resourceType || resource.id === undefined) return;
  if (found[2] === resource.id) return;
  const text = 'The fullUrl must end in the id of the resource of the entry.';
  at(run, ['entry', n], () => report(run, issueOf('conformance.bundle', text)));
}

/** Entries that nothing of the document leads to (documents.html#content): reached from the Composition, or leading to it. */
function checkReached(run: Run, entries: readonly Members[]): void {
  const names = entries.map(namesOf);
  const byName = new Map<string, number>();
  for (const [n, some] of names.entries()) for (const name of some) if (!byName.has(name)) byName.set(name, n);
  const links = entries.map(({ resource }) => {
    const found = new Set<number>();
    collectReferences(resource, (reference) => {
      const n = byName.get(reference.replace(/\/_history\/[^/#]*/, '').replace(/#.*$/, ''));
      if (n !== undefined) found.add(n);
    });
    return found;
  });
  const reached = new Set<number>([0]);
  for (const open = [0]; open.length > 0; ) {
    const n = open.pop() as number;
    for (const next of links[n] ?? []) {
      if (reached.has(next)) continue;
      reached.add(next);
      open.push(next);
    }
  }
  // Provenance and its like lead to the document and are reached backwards.
  for (let grows = true; grows; ) {
    grows = false;
    for (const [n, some] of links.entries()) {
      if (reached.has(n) || ![...some].some((one) => reached.has(one))) continue;
      reached.add(n);
      grows = true;
    }
  }
  for (const n of entries.keys()) {
    if (reached.has(n)) continue;
    const text = 'Nothing in the document leads to the entry.';
    at(run, ['entry', n], () => report(run, { ...issueOf('conformance.bundle', text), severity: 'warning' }));
  }
}

function namesOf({ fullUrl, resource }: Members): readonly string[] {
  const names: string[] = typeof fullUrl === 'string' ? [fullUrl] : [];
  if (isObject(resource) && typeof resource.id === 'string') names.push(`${resource.resourceType}/${resource.id}`);
  return names;
}

function collectReferences(value: unknown, found: (reference: string) => void): void {
  if (Array.isArray(value)) for (const item of value) collectReferences(item, found);
  else if (isObject(value)) {
    for (const key in value) {
      const member = value[key];
      if (key === 'reference' && typeof member === 'string') found(member);
      else if (typeof member === 'object') collectReferences(member, found);
    }
  }
}
