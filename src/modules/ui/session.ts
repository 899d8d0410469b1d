import { useQuery } from '@tanstack/react-query';
import { api } from './api.ts';
import type { PartName } from './record-parts.ts';

/** Who is signed in at this browser, as `GET /session` tells it. No token is part of it. */
export interface Session {
  readonly signedIn: boolean;
  readonly name?: string;
  readonly role?: 'citizen' | 'professional' | 'administrator' | 'backend';
  readonly patient?: string;
  readonly proxyFor?: readonly SessionProxy[];
  /** Of a professional: where she works now, and as what (unit group of ISCO-08). */
  readonly organization?: string;
  readonly profession?: string;
  readonly language?: string;
}

/** For whom she acts, and how far; what is left out does not limit. */
export interface SessionProxy {
  readonly patient: string;
  readonly origin: 'parent' | 'guardian' | 'mandate';
  /** The last day. */
  readonly until?: string;
  readonly parts?: readonly PartName[];
  readonly acts?: readonly ('read' | 'write' | 'change-sharing')[];
  /** The person keeps some parts to herself. */
  readonly reserved?: boolean;
}

export interface NodeFacts {
  readonly country: string;
  readonly name: string;
  readonly demonstration: boolean;
}

export const sessionQuery = {
  queryKey: ['session'],
  queryFn: ({ signal }: { readonly signal: AbortSignal }) => api<Session>('/session', { signal }),
  staleTime: 60_000,
} as const;

const nodeQuery = {
  queryKey: ['node'],
  queryFn: ({ signal }: { readonly signal: AbortSignal }) => api<NodeFacts>('/api/node', { signal }),
  staleTime: Number.POSITIVE_INFINITY,
} as const;

export const useSession = () => useQuery(sessionQuery);
export const useNode = () => useQuery(nodeQuery);

/**
 * Ends the session and forgets everything this page holds, by loading the start page anew; by way of the service that the
 * person signed in with, where there is one to tell.
 */
export async function signOut(): Promise<void> {
  const { continueAt = '/' } = await api<{ readonly continueAt?: string }>('/session/logout', { method: 'POST' });
  location.assign(continueAt);
}
