import type { ScopeLine } from '../contract.ts';

/** What `GET /session/interaction/:uid/consent` tells. */
export interface ConsentQuestion {
  readonly app: {
    readonly name: string;
    readonly homepage?: string;
    readonly approved?: string;
    readonly returnsTo: string;
  };
  readonly person: { readonly name: string; readonly role: string };
  readonly resources: readonly ScopeLine[];
  readonly identity: readonly string[];
  readonly lasting: 'offline' | 'online' | 'once';
  readonly days?: number;
  readonly patient?: { readonly chosen?: ConsentPatient; readonly choices: readonly ConsentPatient[] };
}

export interface ConsentPatient {
  readonly id: string;
  readonly name: string;
  readonly birthDate?: string;
}
