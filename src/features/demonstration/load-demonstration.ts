import { type Resource, sourceOf } from '#fhir';
import type { Caller, Identity } from '#identity';
import { type Outcome, ok } from '#kernel';
import type { Change, Records } from '#records';
import type { Terminology } from '#terminology';
import { type DemonstrationCountry, demonstrationOf } from './demonstration.ts';
import { demonstrationDesignations } from './designations.ts';

export interface LoadDemonstrationOptions {
  readonly country: DemonstrationCountry;
  readonly records: Pick<Records, 'change' | 'declareRelation'>;
  readonly identity: Pick<Identity, 'putAccount'>;
  /** Takes the names of codes that the demonstration uses beyond the built-in ones. */
  readonly terminology?: Pick<Terminology, 'load'>;
  /** A backend of this node, who may write every record. */
  readonly caller: Caller;
}

export interface LoadedDemonstration {
  readonly written: number;
  readonly unchanged: number;
  readonly accounts: number;
  readonly relations: number;
}

const resourcesPerChange = 200;

/**
 * Writes the demonstration people of a country through the door. What is there with the same content stays as it is, so
 * that it may run at every start. The first fault ends it.
 */
export async function loadDemonstration(options: LoadDemonstrationOptions): Promise<Outcome<LoadedDemonstration>> {
  const { records, identity, caller } = options;
  const { directory, people, accounts, relations } = demonstrationOf(options.country);
  const resources = [...directory, ...people.flatMap((person) => person.resources)];
  let written = 0;
  let unchanged = 0;
  for (let from = 0; from < resources.length; from += resourcesPerChange) {
    const changes = resources.slice(from, from + resourcesPerChange).map(changeOf);
    const results = await records.change(caller, changes, 'demonstration');
    if (!results.ok) return results;
    for (const { outcome } of results.value) {
      if (outcome === 'unchanged') unchanged++;
      else written++;
    }
  }
  await options.terminology?.load(demonstrationDesignations);
  for (const { account, proxies } of accounts) await identity.putAccount(account, proxies);
  for (const relation of relations) {
    const declared = await records.declareRelation(caller, relation);
    if (!declared.ok) return declared;
  }
  return ok({ written, unchanged, accounts: accounts.length, relations: relations.length });
}

function changeOf(resource: Resource): Change {
  const draft = { resource, source: sourceOf(resource) };
  return { op: 'update', draft, id: resource.id ?? '', ifChanged: true };
}
