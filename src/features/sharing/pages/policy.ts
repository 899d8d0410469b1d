import { useQuery } from '@tanstack/react-query';
import type { PolicyInWords } from '#access';
import { api } from '#ui';

/** The rules of the node, which say nothing about anybody. */
export function usePolicy() {
  return useQuery({
    queryKey: ['policy'],
    queryFn: ({ signal }) => api<PolicyInWords>('/api/simulator/policy', { signal }),
    staleTime: 60_000,
  });
}
