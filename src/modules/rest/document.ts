import { randomUUID } from 'node:crypto';
import { parseResource, type Resource } from '#fhir';
import { type Caller, withoutUnqualifiedIns } from '#identity';
import { fail, isResourceId, type Outcome, ok } from '#kernel';
import { type ResourceAddress, referencesIn, type StoredVersion } from '#records';
import type { Answer } from './answer.ts';
import { type FhirDeps, limitsOf } from './fhir-deps.ts';

/** Resources of one document. */
const mostResources = 1_000;

/**
 * Composition/$document (FHIR R4, composition-operation-document.html): the Composition and all that it refers to, over
 * any number of steps, as a Bundle of type document. What the caller may not see, what is not there and what is another
 * person's stays a reference. With `persist` the Bundle is kept, and `Location` says where.
 */
export async function document(
  deps: FhirDeps,
  caller: Caller,
  request: { readonly id: string | undefined; readonly params: URLSearchParams; readonly mayPersist: boolean },
): Promise<Outcome<Answer>> {
  const asked = askedOf(deps, request);
  if (!asked.ok) return asked;
  const composition = await deps.records.read(caller, 'Composition', asked.value.id, '$document');
  if (!composition.ok) return composition;
  const referenced = await readReferenced(deps, caller, composition.value);
  if (!referenced.ok) return referenced;
  const text = documentText(deps, [composition.value, ...referenced.value]);
  return asked.value.persist ? keep(deps, caller, text) : ok({ status: 200, text });
}

function askedOf(
  deps: FhirDeps,
  { id, params, mayPersist }: Parameters<typeof document>[2],
): Outcome<{ readonly id: string; readonly persist: boolean }> {
  if (params.has('graph')) {
    return fail('request.bad', 'Documents after a GraphDefinition are not made; leave out graph.');
  }
  for (const name of params.keys()) {
    const known = name === 'persist' || (name === 'id' && id === undefined);
    if (!known || params.getAll(name).length > 1) {
      return fail('search.unknown-parameter', '$document takes persist once, and the id where the address has none.');
    }
  }
  const persist = params.get('persist') ?? 'false';
  if (persist !== 'true' && persist !== 'false') return fail('search.bad-value', 'persist must be true or false.');
  // What a link can do, somebody else's link can do (FHIR R4, operations.html: what changes the state is posted).
  if (persist === 'true' && !mayPersist) return fail('request.bad', 'To keep the document, POST the request.');
  const named = (id ?? params.get('id') ?? '').replace(`${deps.baseUrl}/`, '').replace(/^Composition\//, '');
  if (named === '') return fail('request.bad', 'Name the Composition by id.');
  if (!isResourceId(named)) {
    return fail('resource.not-found', 'There is no such resource, or you may not know of it.');
  }
  return ok({ id: named, persist: persist === 'true' });
}

async function readReferenced(
  deps: FhirDeps,
  caller: Caller,
  composition: StoredVersion,
): Promise<Outcome<readonly StoredVersion[]>> {
  const { compartment } = composition;
  const met = new Set([`Composition/${composition.id}`]);
  const found: StoredVersion[] = [];
  let latest: readonly StoredVersion[] = [composition];
  while (latest.length > 0) {
    const addresses: ResourceAddress[] = [];
    for (const address of latest.flatMap((stored) => referencesIn(stored.text))) {
      const name = `${address.type}/${address.id}`;
      if (!met.has(name)) addresses.push(address);
      met.add(name);
    }
    if (met.size > mostResources) {
      return fail('search.too-broad', `The document would have more than ${mostResources} resources.`);
    }
    const patient = compartment === '' ? undefined : compartment;
    const answers = await deps.records.readMany(caller, addresses, '$document', patient);
    if (!answers.ok) return answers;
    latest = answers.value.filter((stored): stored is StoredVersion => stored !== undefined);
    found.push(...latest);
  }
  return ok(found);
}

/** Around the stored texts, which stay as they are: references are relative, and the full URLs tell what they mean. */
function documentText(deps: FhirDeps, resources: readonly StoredVersion[]): string {
  const identifier = { system: 'urn:ietf:rfc:3986', value: `urn:uuid:${randomUUID()}` };
  const head = JSON.stringify({
    resourceType: 'Bundle',
    identifier,
    type: 'document',
    timestamp: deps.clock.now().toISOString(),
  });
  const entries = resources.map(
    (stored) => `{"fullUrl":"${deps.baseUrl}/${stored.type}/${stored.id}","resource":${textInDocument(stored)}}`,
  );
  return `${head.slice(0, -1)},"entry":[${entries.join(',')}]}`;
}

/** An INS leaves in a document only where its identity is qualified (Référentiel INS). */
function textInDocument({ type, text }: StoredVersion): string {
  if (type !== 'Patient') return text;
  const patient = JSON.parse(text) as Resource;
  const leaving = withoutUnqualifiedIns(patient);
  return leaving === patient ? text : JSON.stringify(leaving);
}

async function keep(deps: FhirDeps, caller: Caller, text: string): Promise<Outcome<Answer>> {
  const resource = parseResource(text, 'json', { maxBytes: limitsOf(deps).bundleBytes });
  if (!resource.ok) return resource;
  const change = { op: 'create', draft: { resource: resource.value, source: text } } as const;
  const results = await deps.records.change(caller, [change], '$document');
  if (!results.ok) return results;
  const [result] = results.value;
  if (result === undefined) throw new Error('A create had no result');
  const { stored } = result;
  return ok({ status: 200, stored, location: `Bundle/${stored.id}/_history/${stored.version}`, text: stored.text });
}
