import { useQuery } from '@tanstack/react-query';
import type { RestrictionAudience } from '#access';
import { api } from '#ui';

interface KnownReader {
  readonly reader: { readonly organization?: string; readonly practitioner?: string; readonly country?: string };
  readonly name?: string;
}

export interface ChoosableReader {
  /** Names the choice on the page. */
  readonly value: string;
  readonly audience: RestrictionAudience;
  readonly name: string;
}

/** Those who treat the person, whom a choice may name; and the names of the directory by their ids. */
export function useReaders(patient: string): {
  readonly readers: readonly ChoosableReader[];
  readonly names: ReadonlyMap<string, string>;
  readonly isPending: boolean;
  readonly isError: boolean;
} {
  const known = useQuery({
    queryKey: ['simulator-readers', patient],
    queryFn: ({ signal }) =>
      api<{ readonly readers: readonly KnownReader[] }>(`/api/simulator/${encodeURIComponent(patient)}/readers`, {
        signal,
      }),
    staleTime: 60_000,
  });
  const readers = new Map<string, ChoosableReader>();
  const names = new Map<string, string>();
  for (const { reader, name } of known.data?.readers ?? []) {
    const { practitioner, organization } = reader;
    const id = practitioner ?? organization;
    if (id === undefined || name === undefined) continue;
    names.set(id, name);
    const audience = practitioner === undefined ? { organization: id } : { practitioner };
    readers.set(id, { value: id, audience, name });
  }
  return { readers: [...readers.values()], names, isPending: known.isPending, isError: known.isError };
}
