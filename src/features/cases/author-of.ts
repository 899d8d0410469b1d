import type { Resource } from '#fhir';
import type { Caller } from '#identity';
import { referencesIn } from '#records';
import type { CasesOptions } from './case-options.ts';

/** The organisation that answers for an entry, with its name; undefined where the record does not tell. */
export interface Answering {
  readonly organization: string;
  readonly name: string;
}

/** Elements by which R4 says who wrote or did something, the author before the performer; others only mention people. */
const authorElements = [
  'author',
  'recorder',
  'asserter',
  'requester',
  'informationSource',
  'performer',
  'serviceProvider',
  'participant',
  'encounter',
  'context',
];

/**
 * Who answers for an entry: the organisation that it names as its author, or that of the practitioner whom it names, or
 * that of the encounter in which it was written.
 */
export async function answeringFor(
  options: Pick<CasesOptions, 'records' | 'identity'>,
  caller: Caller,
  resource: Resource,
): Promise<Answering | undefined> {
  const mentioned = authorElements.flatMap((name) => {
    const value = resource[name];
    return value === undefined ? [] : referencesIn(JSON.stringify(value));
  });
  const seen: { readonly type: string; readonly id: string }[] = [...mentioned];
  // An Encounter tells the organisation, a PractitionerRole both.
  const through = mentioned.filter(({ type }) => type === 'Encounter' || type === 'PractitionerRole').slice(0, 5);
  if (through.length > 0) {
    const read = await options.records.readMany(caller, through, 'rectification');
    if (read.ok) for (const one of read.value) if (one !== undefined) seen.push(...referencesIn(one.text));
  }
  const organization = seen.find(({ type }) => type === 'Organization')?.id ?? (await employerOf(options, seen));
  if (organization === undefined) return undefined;
  const found = await options.records.readMany(caller, [{ type: 'Organization', id: organization }], 'rectification');
  const text = found.ok ? found.value[0]?.text : undefined;
  if (text === undefined) return undefined;
  const { name } = JSON.parse(text) as { readonly name?: unknown };
  return { organization, name: typeof name === 'string' ? name : organization };
}

async function employerOf(
  { identity }: Pick<CasesOptions, 'identity'>,
  mentioned: readonly { readonly type: string; readonly id: string }[],
): Promise<string | undefined> {
  const practitioners = mentioned.filter(({ type }) => type === 'Practitioner').map(({ id }) => id);
  const accounts = await identity.accountsOf({ practitioners });
  return accounts.find(({ organization }) => organization !== undefined)?.organization;
}
