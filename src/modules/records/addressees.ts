import { nameOfResource, type Resource } from '#fhir';
import type { Caller } from '#identity';
import { isResourceId, type Outcome, ok } from '#kernel';
import type { StoredVersion } from '#store';
import { decide, roleRefusal } from './decide.ts';
import { entriesByPerson, logEntry, occasionOf } from './log-entry.ts';
import type { RecordsOptions } from './options.ts';
import { everything } from './visible.ts';

/** To whom a letter goes, and in which language. */
export interface Addressee {
  readonly patient: string;
  readonly name: string;
  /** Lines of her address; none where it is not known. */
  readonly address: readonly string[];
  /** BCP 47, as she has chosen; left out where she has not. */
  readonly language?: string;
}

const mostAddressees = 100;

/**
 * Names and addresses of persons who must be written to (GDPR article 34), for who may administer the node, and nothing
 * else of their records. Each finds in her log that it was done and by whom. Of the first 100; who is not known here, or
 * was erased, is left out.
 */
export async function readAddressees(
  options: RecordsOptions,
  caller: Caller,
  patients: readonly string[],
  interaction: string,
): Promise<Outcome<readonly Addressee[]>> {
  const view = await decide(options.access, caller, 'administer', undefined);
  const occasion = occasionOf(options, caller, interaction, view);
  if (!view.permitted) {
    const objects = [{ type: 'Patient' }];
    await options.audit.record([logEntry(occasion, { action: 'administer', outcome: 'denied', objects })]);
    return { ok: false, fault: roleRefusal() };
  }
  const asked = patients.slice(0, mostAddressees).filter(isResourceId);
  const found = (
    await options.store.readMany(
      asked.map((id) => ({ type: 'Patient', id })),
      everything,
    )
  ).filter((stored): stored is StoredVersion => stored !== undefined && !stored.deleted);
  await options.audit.record(entriesByPerson(occasion, 'administer', found));
  return ok(found.map(({ id, text }) => addresseeOf(id, JSON.parse(text) as Resource)));
}

interface Fields {
  readonly use?: unknown;
  readonly line?: readonly unknown[];
  readonly postalCode?: unknown;
  readonly city?: unknown;
  readonly preferred?: unknown;
  readonly language?: { readonly coding?: readonly { readonly code?: unknown }[] };
}

function addresseeOf(patient: string, resource: Resource): Addressee {
  const addresses = listOf(resource.address);
  const home = addresses.find(({ use }) => use === 'home') ?? addresses[0];
  const spoken = listOf(resource.communication);
  const language = (spoken.find(({ preferred }) => preferred === true) ?? spoken[0])?.language?.coding?.[0]?.code;
  const place = [home?.postalCode, home?.city].filter((word) => typeof word === 'string').join(' ');
  const lines = [...(home?.line ?? []), place].filter(
    (line): line is string => typeof line === 'string' && line !== '',
  );
  return {
    patient,
    name: nameOfResource(resource),
    address: lines,
    ...(typeof language === 'string' ? { language } : {}),
  };
}

function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'object' && each !== null) : [];
}
