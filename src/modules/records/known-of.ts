import type { Caller } from '#identity';
import type { VersionAddress } from './contract.ts';
import { decide, type View } from './decide.ts';
import type { RecordsOptions } from './options.ts';

const readTogether = 50;

/** Which of these versions the caller may know of now, for telling him that there is something to read. */
export async function knownVersions(
  { access, store }: Pick<RecordsOptions, 'access' | 'store'>,
  caller: Caller,
  versions: readonly VersionAddress[],
): Promise<readonly boolean[]> {
  const views = new Map<string, Promise<View>>();
  const viewOf = (compartment: string) => {
    const view = views.get(compartment) ?? decide(access, caller, 'read', compartment === '' ? undefined : compartment);
    views.set(compartment, view);
    return view;
  };
  const isKnown = async ({ type, id, version, compartment }: VersionAddress) => {
    const { visibility } = await viewOf(compartment);
    return (await store.readVersion(type, id, version, visibility)) !== undefined;
  };
  const known: boolean[] = [];
  for (let from = 0; from < versions.length; from += readTogether) {
    known.push(...(await Promise.all(versions.slice(from, from + readTogether).map(isKnown))));
  }
  return known;
}
