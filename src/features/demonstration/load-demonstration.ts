import { hash } from 'node:crypto';
import { type Resource, sourceOf } from '#fhir';
import type { Caller, Identity } from '#identity';
import { type Outcome, ok } from '#kernel';
import type { Change, Records } from '#records';
import type { Terminology } from '#terminology';
import { type DemonstrationCountry, demonstrationOf } from './demonstration.ts';
import { demonstrationDesignations } from './designations.ts';

export interface LoadDemonstrationOptions {
  readonly country: DemonstrationCountry;
  readonly records: Pick<Records, 'read' | 'change' | 'declareRelation'>;
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
 * Writes the demonstration people of a country through the door, with their accounts and care relations. It may run at
 * every start: a mark in the record tells that this very demonstration is there, and then neither the records nor the
 * logs of the people are touched again. The first fault ends it.
 */
export async function loadDemonstration(options: LoadDemonstrationOptions): Promise<Outcome<LoadedDemonstration>> {
  const { records, identity, caller } = options;
  const { directory, people, accounts, relations } = demonstrationOf(options.country);
  const resources = [...directory, ...people.flatMap((person) => person.resources)];
  await options.terminology?.load(demonstrationDesignations);
  for (const { account, proxies } of accounts) await identity.putAccount(account, proxies);
  const counts = { accounts: accounts.length, relations: relations.length };
  const mark = markOf(options.country, [resources, relations]);
  if (await isThere(options, mark)) return ok({ written: 0, unchanged: resources.length, ...counts });
  let written = 0;
  for (let from = 0; from < resources.length; from += resourcesPerChange) {
    const changes = resources.slice(from, from + resourcesPerChange).map(changeOf);
    const results = await records.change(caller, changes, 'demonstration');
    if (!results.ok) return results;
    written += results.value.filter(({ outcome }) => outcome !== 'unchanged').length;
  }
  for (const relation of relations) {
    const declared = await records.declareRelation(caller, relation);
    if (!declared.ok) return declared;
  }
  const marked = await records.change(caller, [changeOf(mark)], 'demonstration');
  return marked.ok ? ok({ written, unchanged: resources.length - written, ...counts }) : marked;
}

/** Written last: where it is, all the rest is. */
function markOf(country: DemonstrationCountry, content: unknown): Resource {
  return {
    resourceType: 'Basic',
    id: `${country.toLowerCase()}-demonstration`,
    identifier: [{ system: 'urn:carnet:demonstration', value: hash('sha256', JSON.stringify(content)) }],
    code: { text: 'Carnet demonstration' },
  };
}

async function isThere({ records, caller }: LoadDemonstrationOptions, mark: Resource): Promise<boolean> {
  const found = await records.read(caller, mark.resourceType, mark.id ?? '', 'read');
  if (!found.ok || found.value.deleted) return false;
  const { identifier } = JSON.parse(found.value.text) as Resource;
  return JSON.stringify(identifier) === JSON.stringify(mark.identifier);
}

function changeOf(resource: Resource): Change {
  const draft = { resource, source: sourceOf(resource) };
  return { op: 'update', draft, id: resource.id ?? '', ifChanged: true };
}
