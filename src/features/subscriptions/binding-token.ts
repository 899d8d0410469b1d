import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';

/** Milliseconds in which a token must have been used. */
export const bindingTokenLasts = 60_000;

export interface Binding {
  readonly owner: string;
  readonly subscriptions: readonly string[];
  readonly expires: Date;
  /** Used up once. */
  readonly id: string;
}

export interface BindingTokens {
  issue(
    owner: string,
    subscriptions: readonly string[],
    now: Date,
  ): { readonly token: string; readonly binding: Binding };
  /** Undefined where the token was not issued by this node or is over. */
  verify(token: string, now: Date): Binding | undefined;
}

/** Tokens that any process of the node verifies without asking another: what they say, with a MAC. */
export function createBindingTokens(key: Uint8Array): BindingTokens {
  const macOf = (text: string) => createHmac('sha256', key).update(`binding ${text}`).digest();
  return {
    issue(owner, subscriptions, now) {
      const binding = { owner, subscriptions, expires: new Date(now.getTime() + bindingTokenLasts), id: randomUUID() };
      const text = Buffer.from(JSON.stringify(binding)).toString('base64url');
      return { token: `${text}.${macOf(text).toString('base64url')}`, binding };
    },
    verify(token, now) {
      const [text = '', mac = ''] = token.split('.');
      const given = Buffer.from(mac, 'base64url');
      const wanted = macOf(text);
      if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return undefined;
      const said = JSON.parse(Buffer.from(text, 'base64url').toString()) as Binding & { readonly expires: string };
      const expires = new Date(said.expires);
      return expires > now ? { ...said, expires } : undefined;
    },
  };
}
