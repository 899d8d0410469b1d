import type { App, AppScope, Connection } from '#identity';

/** A scope of resources with the words that it was asked by. */
export type ScopeLine = AppScope & { readonly word: string };

/** `GET /api/apps`: what the person gave apps. */
export interface ConnectedApps {
  readonly connections: readonly ConnectedApp[];
  /** Apps that can be opened from a patient's page. */
  readonly launchable: readonly Pick<App, 'id' | 'name'>[];
}

export interface ConnectedApp {
  readonly id: string;
  readonly app: Connection['app'];
  readonly resources: readonly ScopeLine[];
  readonly identity: boolean;
  readonly lasting: Connection['lasting'];
  readonly since: string;
  readonly until: string;
  readonly used?: string;
  /** Whose record; absent where it is the person's own, or none alone. */
  readonly patient?: { readonly id: string; readonly name?: string };
}

/** `GET /api/app-desk`: what the operator decides on. */
export interface AppDesk {
  readonly apps: readonly DeskApp[];
}

export interface DeskApp extends Omit<App, 'registered' | 'decided'> {
  readonly resources: readonly ScopeLine[];
  readonly lasting: Connection['lasting'];
  readonly registered: string;
  readonly decided?: string;
}
