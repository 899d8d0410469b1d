import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { api } from '#ui';
import type { TerminologyOverview } from '../contract.ts';

const overviewKey = ['terminology', 'overview'] as const;

export function useOverview() {
  return useQuery({
    queryKey: overviewKey,
    queryFn: ({ signal }) => api<TerminologyOverview>('/api/terminology', { signal }),
    staleTime: 60_000,
  });
}

/** What code systems are called; their address for one that is not at hand. */
export function useSystemTitle(): (url: string) => string {
  const { data } = useOverview();
  return useCallback((url) => data?.codeSystems.find((one) => one.url === url)?.title ?? url, [data]);
}
