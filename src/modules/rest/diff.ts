import { diffResources } from '#fhir';
import type { Caller } from '#identity';
import { fail, isResourceId, type Outcome, ok } from '#kernel';
import type { StoredVersion } from '#records';
import type { Answer } from './answer.ts';
import type { FhirDeps } from './fhir-deps.ts';

const versionForm = /^[1-9][0-9]{0,8}$/;
const referenceForm = /^([A-Z][A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/([1-9][0-9]{0,8}))?$/;

/**
 * $diff of an instance: what makes `fromVersion` (the one before the current where it is left out) into the current
 * version or `toVersion`, as a FHIRPath Patch.
 */
export async function diffVersions(
  deps: FhirDeps,
  caller: Caller,
  { type, id }: { readonly type: string; readonly id: string },
  params: URLSearchParams,
): Promise<Outcome<Answer>> {
  const asked = askedOf(params, ['fromVersion', 'toVersion']);
  if (!asked.ok) return asked;
  const { fromVersion, toVersion } = asked.value.named;
  if (![fromVersion, toVersion].every((version) => version === undefined || versionForm.test(version))) {
    return fail('search.bad-value', 'fromVersion and toVersion are numbers of versions.');
  }
  const to = await readOne(deps, caller, { type, id, version: toVersion });
  if (!to.ok) return to;
  if (fromVersion === undefined && to.value.version === 1) {
    return fail('request.bad', 'This is the first version: there is none before it.');
  }
  const from = await readOne(deps, caller, { type, id, version: fromVersion ?? String(to.value.version - 1) });
  return from.ok ? difference(from.value, to.value, asked.value.includeMeta) : from;
}

/** $diff of the system: what makes the resource `from` into the resource `to`, each by `Type/id` or one of its versions. */
export async function diffTwo(deps: FhirDeps, caller: Caller, params: URLSearchParams): Promise<Outcome<Answer>> {
  const asked = askedOf(params, ['from', 'to']);
  if (!asked.ok) return asked;
  const { from, to } = asked.value.named;
  const [one, other] = [addressOf(from), addressOf(to)];
  if (one === undefined || other === undefined) {
    return fail('search.bad-value', 'from and to name resources of this node: Patient/1 or Patient/1/_history/2.');
  }
  if (one.type !== other.type) return fail('resource.type-mismatch', 'Only resources of one type are compared.');
  const before = await readOne(deps, caller, one);
  if (!before.ok) return before;
  const after = await readOne(deps, caller, other);
  return after.ok ? difference(before.value, after.value, asked.value.includeMeta) : after;
}

function difference(from: StoredVersion, to: StoredVersion, includeMeta: boolean): Outcome<Answer> {
  const patch = diffResources(from.text, to.text, { includeMeta });
  return patch.ok ? ok({ status: 200, text: patch.value }) : patch;
}

interface Address {
  readonly type: string;
  readonly id: string;
  readonly version?: string | undefined;
}

async function readOne(
  deps: FhirDeps,
  caller: Caller,
  { type, id, version }: Address,
): Promise<Outcome<StoredVersion>> {
  if (!isResourceId(id)) {
    return fail('resource.not-found', 'There is no such resource, or you may not know of it.');
  }
  return version === undefined
    ? deps.records.read(caller, type, id, '$diff')
    : deps.records.readVersion(caller, type, id, Number(version));
}

function addressOf(reference: string | undefined): Address | undefined {
  const [, type, id, version] = referenceForm.exec(reference ?? '') ?? [];
  return type === undefined || id === undefined ? undefined : { type, id, version };
}

function askedOf<Name extends string>(
  params: URLSearchParams,
  names: readonly Name[],
): Outcome<{ readonly named: Readonly<Partial<Record<Name, string>>>; readonly includeMeta: boolean }> {
  const known: readonly string[] = [...names, 'includeMeta'];
  for (const name of params.keys()) {
    if (!known.includes(name) || params.getAll(name).length > 1) {
      return fail('search.unknown-parameter', `$diff takes ${known.join(', ')}, each once.`);
    }
  }
  const named = Object.fromEntries(names.flatMap((name) => (params.has(name) ? [[name, params.get(name)]] : [])));
  return ok({ named: named as Partial<Record<Name, string>>, includeMeta: params.get('includeMeta') === 'true' });
}
