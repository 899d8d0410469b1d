import { issueOf } from '#kernel';
import type { FhirNode } from '../fhirpath/values.ts';
import { isObject } from '../json-value.ts';
import { isResourceType } from '../resource-types.ts';
import { inBundle, resolveReference } from './resolve-reference.ts';
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
  for (const [n, one] of entries.entries()) checkFullUrl(run, one, n, type);
  checkLinks(run, bundle, type);
  if (type === 'searchset') for (const [n, one] of entries.entries()) checkFound(run, one, n);
  if (type === 'document') {
    checkReached(run, bundle, entries);
    checkDocumentReferences(run, bundle, entries[0]);
  }
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

function checkFullUrl(run: Run, { fullUrl, resource }: Members, n: number, type: unknown): void {
  if (fullUrl === undefined && isObject(resource) && resource.resourceType !== 'OperationOutcome' && !isAsked(type)) {
    const text = 'The entry has no fullUrl, which is what its resource is known by.';
    at(run, ['entry', n], () => report(run, issueOf('conformance.bundle', text)));
  }
  if (typeof fullUrl !== 'string' || !isObject(resource)) return;
  if (!/^[a-z][a-z0-9+.-]*:/i.test(fullUrl)) {
    const text = 'The fullUrl must be absolute, such as urn:uuid: with a UUID.';
    at(run, ['entry', n], () => report(run, issueOf('conformance.bundle', text)));
    return;
  }
  const found = restUrl.exec(fullUrl);
  if (found === null || !isResourceType(found[1])) return;
  if (found[1] === resource.resourceType && found[2] === resource.id) return;
  const text =
    'The fullUrl is the address of a resource on a server: it must end in the type and id of the resource of the entry.';
  at(run, ['entry', n], () => report(run, issueOf('conformance.bundle', text)));
}

/** Where a client asks for something, what it sends need not be known by any name yet. */
function isAsked(type: unknown): boolean {
  return type === 'transaction' || type === 'batch' || type === 'transaction-response' || type === 'batch-response';
}

const paging: ReadonlySet<unknown> = new Set(['first', 'previous', 'prev', 'next', 'last']);

/** Pages are those of searches and histories; the style of a document stands in it (documents.html#presentation). */
function checkLinks(run: Run, bundle: FhirNode, type: unknown): void {
  const { link } = bundle.value as Members;
  for (const [n, { relation, url }] of listOf(link).entries()) {
    if (paging.has(relation) && type !== 'searchset' && type !== 'history') {
      const text = 'Only searches and histories have pages.';
      at(run, ['link', n, 'relation'], () => report(run, issueOf('conformance.bundle', text)));
    }
    if (relation !== 'stylesheet' || type !== 'document' || typeof url !== 'string') continue;
    if (/^https?:/.test(url) || inBundle(bundle, url, undefined) !== undefined) continue;
    const text = 'The style of the document is no entry of it.';
    at(run, ['link', n, 'url'], () => report(run, issueOf('conformance.bundle', text)));
  }
}

/** What a search found has an id; what tells of its outcome, and nothing else, is an OperationOutcome. */
function checkFound(run: Run, { resource, search }: Members, n: number): void {
  if (!isObject(resource)) return;
  const isOutcome = resource.resourceType === 'OperationOutcome';
  const mode = isObject(search) ? search.mode : undefined;
  const texts = [
    ...(mode === 'outcome' && !isOutcome ? ['What tells of the outcome of a search must be an OperationOutcome.'] : []),
    ...(mode !== 'outcome' && resource.id === undefined && !(isOutcome && mode === undefined)
      ? ['What a search found must have an id.']
      : []),
  ];
  at(run, ['entry', n, 'resource'], () => {
    for (const text of texts) report(run, issueOf('conformance.bundle', text));
  });
}

/** Entries that nothing of the document leads to (documents.html#content): reached from the Composition, or leading to it. */
function checkReached(run: Run, bundle: FhirNode, entries: readonly Members[]): void {
  const places = new Map(entries.map(({ resource }, n) => [resource, n]));
  // Links count both ways: Provenance and its like lead to what the document says.
  const links = entries.map(() => new Set<number>());
  for (const [n, { resource, fullUrl }] of entries.entries()) {
    const from = typeof fullUrl === 'string' ? fullUrl : undefined;
    collectReferences(resource, (reference) => {
      const other = places.get(inBundle(bundle, reference, from)?.value);
      if (other === undefined) return;
      links[n]?.add(other);
      links[other]?.add(n);
    });
  }
  const reached = new Set<number>([0]);
  for (const open = [0]; open.length > 0; ) {
    for (const next of links[open.pop() as number] ?? []) {
      if (reached.has(next)) continue;
      reached.add(next);
      open.push(next);
    }
  }
  for (const n of entries.keys()) {
    if (reached.has(n)) continue;
    const text = 'Nothing in the document leads to the entry.';
    at(run, ['entry', n], () => report(run, issueOf('conformance.bundle', text)));
  }
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

/** What a Composition refers to stands in its document (documents.html#content). */
function checkDocumentReferences(run: Run, bundle: FhirNode, first: Members | undefined): void {
  const composition = first?.resource;
  if (!isObject(composition) || composition.resourceType !== 'Composition') return;
  const fullUrl = typeof first?.fullUrl === 'string' ? first.fullUrl : undefined;
  run.bundles.push(bundle);
  run.entryUrls.push(fullUrl);
  const look = (value: unknown, parts: readonly (string | number)[]) => {
    const listed = Array.isArray(value) ? value : [value];
    for (const [n, one] of listed.entries()) {
      const reference = isObject(one) ? one.reference : undefined;
      if (typeof reference !== 'string' || reference.startsWith('#')) continue;
      if (resolveReference(run, reference) !== undefined) continue;
      const text = 'The document has no entry that the Composition refers to here.';
      const place = ['entry', 0, 'resource', ...parts, ...(Array.isArray(value) ? [n] : [])];
      at(run, place, () => report(run, issueOf('conformance.bundle', text)));
    }
  };
  for (const name of ['subject', 'encounter', 'author', 'custodian']) look(composition[name], [name]);
  for (const [n, attester] of listOf(composition.attester).entries()) look(attester.party, ['attester', n, 'party']);
  for (const [n, event] of listOf(composition.event).entries()) look(event.detail, ['event', n, 'detail']);
  const sections = (value: unknown, parts: readonly (string | number)[]) => {
    for (const [n, section] of listOf(value).entries()) {
      const place = [...parts, 'section', n];
      look(section.entry, [...place, 'entry']);
      sections(section.section, place);
    }
  };
  sections(composition.section, []);
  run.bundles.pop();
  run.entryUrls.pop();
}

function listOf(value: unknown): readonly Members[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
