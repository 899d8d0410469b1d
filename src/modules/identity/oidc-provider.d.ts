/** The part of oidc-provider 9 that this module uses; the package brings no types of its own. */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  export interface KoaContext {
    status: number;
    type: string;
    body: unknown;
    readonly path: string;
    readonly method: string;
    readonly req: IncomingMessage;
    get(header: string): string;
    remove(header: string): void;
    append(header: string, value: string): void;
    readonly oidc: {
      readonly route: string;
      readonly client?: StoredClient;
      readonly params?: Readonly<Record<string, string | undefined>>;
      readonly entities: {
        readonly AuthorizationCode?: StoredToken;
        readonly RefreshToken?: StoredToken;
        readonly Grant?: { readonly jti: string };
        readonly PushedAuthorizationRequest?: object;
      };
      readonly session: StoredSession;
      readonly account?: { readonly accountId: string };
      readonly result?: InteractionResult;
      readonly provider: Provider;
    };
  }

  export interface StoredClient {
    readonly clientId: string;
    readonly clientAuthMethod: string;
    readonly redirectUris?: readonly string[];
    /** What an app may ask for (`extraClientMetadata`). */
    readonly carnet_scope?: string;
    readonly backchannelLogoutUri?: string;
    grantTypeAllowed(type: string): boolean;
    backchannelLogout(sub: string, sid: string): Promise<void>;
  }

  /** What codes and tokens have in common. */
  export interface StoredToken {
    readonly clientId: string;
    readonly grantId?: string;
    readonly scope?: string;
    readonly scopes: ReadonlySet<string>;
    /** Seconds since 1970. */
    readonly authTime?: number;
    readonly acr?: string;
  }

  export interface InteractionResult {
    readonly login?: {
      readonly accountId: string;
      readonly amr?: readonly string[];
      readonly acr?: string;
      /** Seconds since 1970 at which the person proved who she is. */
      readonly ts?: number;
      readonly remember?: boolean;
    };
    readonly consent?: { readonly grantId?: string };
    /** Of the node, sealed: in which roles a professional may go on. */
    readonly carnet_roles?: string;
    readonly error?: string;
    readonly error_description?: string;
  }

  export interface StoredSession {
    readonly uid: string;
    readonly accountId?: string;
    /** Seconds since 1970. */
    readonly exp?: number;
    readonly loginTs?: number;
    readonly amr?: readonly string[];
    readonly acr?: string;
    readonly destroyed?: boolean;
    readonly authorizations?: Readonly<Record<string, { readonly grantId?: string }>>;
    grantIdFor(clientId: string): string | undefined;
    sidFor(clientId: string): string;
    destroy(): Promise<void>;
  }

  export interface StoredInteraction {
    readonly uid: string;
    readonly exp: number;
    readonly returnTo: string;
    readonly params: {
      readonly client_id?: string;
      readonly redirect_uri?: string;
      readonly scope?: string;
      readonly launch?: string;
    };
    readonly prompt: { readonly name: string };
    session?: { readonly accountId?: string; readonly uid?: string } | undefined;
    result?: InteractionResult;
    save(ttl: number): Promise<string>;
  }

  export interface StoredGrant {
    addOIDCScope(scope: string): void;
    addResourceScope(resource: string, scope: string): void;
    rejectOIDCScope(scope: string): void;
    rejectResourceScope(resource: string, scope: string): void;
    save(): Promise<string>;
  }

  export interface ModelAdapter {
    upsert(id: string, payload: Record<string, unknown>, expiresIn?: number): Promise<void>;
    find(id: string): Promise<Record<string, unknown> | undefined>;
    findByUid(uid: string): Promise<Record<string, unknown> | undefined>;
    findByUserCode(userCode: string): Promise<Record<string, unknown> | undefined>;
    consume(id: string): Promise<void>;
    destroy(id: string): Promise<void>;
    revokeByGrantId(grantId: string): Promise<void>;
  }

  export class Provider {
    constructor(issuer: string, configuration: Record<string, unknown>);
    proxy: boolean;
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
    use(middleware: (context: KoaContext, next: () => Promise<void>) => Promise<void>): void;
    createContext(request: IncomingMessage, response: ServerResponse): KoaContext;
    cookieName(type: 'session' | 'interaction' | 'resume'): string;
    interactionDetails(request: IncomingMessage, response: ServerResponse): Promise<StoredInteraction>;
    on(
      event: 'server_error' | 'grant.error' | 'authorization.error',
      listener: (context: KoaContext, error: Error) => void,
    ): this;
    on(event: 'end_session.success', listener: (context: KoaContext) => void): this;
    readonly Session: { get(context: KoaContext): Promise<StoredSession> };
    readonly Client: { find(id: string): Promise<StoredClient | undefined> };
    readonly Grant: {
      new (of: { readonly accountId: string; readonly clientId: string; readonly expiresIn?: number }): StoredGrant;
      find(id: string): Promise<StoredGrant | undefined>;
    };
  }

  export const errors: {
    readonly InvalidGrant: new (detail: string) => Error;
    readonly InvalidTarget: new () => Error;
    readonly InvalidRequest: new (description: string) => Error;
    readonly InvalidScope: new (description: string, scope: string) => Error;
    readonly InvalidClientAuth: new (detail: string) => Error;
  };
}
