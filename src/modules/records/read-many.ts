import type { Caller } from '#identity';
import { fail, isResourceId, type Outcome, ok } from '#kernel';
import type { StoredVersion } from '#store';
import { decide } from './decide.ts';
import { entriesByPerson, logEntry, occasionOf, readingAction } from './log-entry.ts';
import type { RecordsOptions } from './options.ts';

const mostKeys = 1_000;

export interface ResourceAddress {
  readonly type: string;
  readonly id: string;
}

/**
 * Several resources by their addresses, as one reading. What is hidden, deleted and absent are the same gap. Each person
 * whose data is given finds it in her log; where nothing is given, that it was asked for stands there without a person.
 */
export async function readManyResources(
  options: RecordsOptions,
  caller: Caller,
  addresses: readonly ResourceAddress[],
  interaction: string,
  patient: string | undefined,
): Promise<Outcome<readonly (StoredVersion | undefined)[]>> {
  if (addresses.length === 0) return ok([]);
  if (addresses.length > mostKeys) {
    return fail('search.too-broad', `At most ${mostKeys} resources are read at once.`);
  }
  const view = await decide(options.access, caller, 'read', patient);
  const keys = addresses.filter(({ id }) => isResourceId(id));
  const known = await options.store.readMany(keys, view.visibility);
  const byAddress = new Map(keys.map((key, index) => [key, known[index]]));
  const found = addresses.map((address) => byAddress.get(address));
  const given = found.filter((stored): stored is StoredVersion => stored !== undefined);
  const occasion = occasionOf(options, caller, interaction, view);
  await options.audit.record(
    given.length > 0
      ? entriesByPerson(occasion, readingAction(caller, 'read'), given)
      : [logEntry(occasion, { action: 'read', outcome: 'denied', objects: keys })],
  );
  return view.refusal === undefined ? ok(found) : { ok: false, fault: view.refusal };
}
