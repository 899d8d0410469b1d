import { informationOutcome, type Resource } from '#fhir';
import { type Caller, mergePersons, type PersonPair, partPersons } from '#identity';
import { fail, isResourceId, type Outcome, ok } from '#kernel';
import type { Change, StoredVersion } from '#records';
import type { Answer } from './answer.ts';
import type { FhirDeps } from './fhir-deps.ts';

/**
 * Patient/$merge and Patient/$unmerge, for the identity desk: links two Patients that are one person, and undoes it. Both
 * stay; both changes are in their histories and logs. Faults: `access.denied`, `identity.merge`, `resource.not-found`.
 */
export async function merge(
  deps: FhirDeps,
  caller: Caller,
  body: Resource,
  act: 'merge' | 'unmerge',
): Promise<Outcome<Answer>> {
  if (caller.role !== 'backend' && caller.role !== 'administrator') {
    return fail('access.denied', 'Persons are merged by the identity desk.');
  }
  const ids = readParameters(deps, body);
  if (!ids.ok) return ids;
  const interaction = `$${act}`;
  const source = await deps.records.read(caller, 'Patient', ids.value.source, interaction);
  if (!source.ok) return source;
  const target = await deps.records.read(caller, 'Patient', ids.value.target, interaction);
  if (!target.ok) return target;
  const pair: PersonPair<Resource> = { source: parse(source.value), target: parse(target.value) };
  const linked = act === 'merge' ? mergePersons(pair) : partPersons(pair);
  if (!linked.ok) return linked;
  const changes = [
    changeOf(source.value, linked.value.source),
    // One may not be merged with itself, so that these are two.
    changeOf(target.value, linked.value.target),
  ];
  const written = await deps.records.change(caller, changes, interaction);
  if (!written.ok) return written;
  const outcome = informationOutcome(act === 'merge' ? 'The source is replaced by the target.' : 'The link is undone.');
  const [, kept] = written.value;
  const parameter = `{"name":"outcome","resource":${JSON.stringify(outcome)}},{"name":"result","resource":${kept?.stored.text}}`;
  return ok({ status: 200, text: `{"resourceType":"Parameters","parameter":[${parameter}]}` });
}

/** Whoever changed one of the two in the meantime is not overruled. */
function changeOf(stored: StoredVersion, resource: Resource): Change {
  const draft = { resource, source: JSON.stringify(resource) };
  return { op: 'update', id: stored.id, draft, ifVersion: stored.version };
}

function parse(stored: StoredVersion): Resource {
  return JSON.parse(stored.text) as Resource;
}

function readParameters(deps: FhirDeps, body: Resource): Outcome<{ readonly source: string; readonly target: string }> {
  const listed = Array.isArray(body.parameter) ? (body.parameter as readonly Record<string, unknown>[]) : [];
  const ids: { source?: string; target?: string } = {};
  for (const [index, { name, valueReference }] of listed.slice(0, 10).entries()) {
    const { reference } = (valueReference ?? {}) as { readonly reference?: unknown };
    const id = typeof reference === 'string' ? reference.replace(`${deps.baseUrl}/`, '').replace(/^Patient\//, '') : '';
    const key = name === 'source-patient' ? 'source' : name === 'target-patient' ? 'target' : undefined;
    if (key === undefined || ids[key] !== undefined || !isResourceId(id)) {
      return fail(
        'request.bad',
        'Parameters are source-patient and target-patient, each once, a valueReference to a Patient of this node.',
        `Parameters.parameter[${index}]`,
      );
    }
    ids[key] = id;
  }
  const { source, target } = ids;
  return source === undefined || target === undefined
    ? fail('request.bad', 'Parameters are source-patient and target-patient.')
    : ok({ source, target });
}
