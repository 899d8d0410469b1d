import type { Clock } from '#kernel';
import { guardedFetch } from '../../brokers/outgoing.ts';
import type { TrustedIssuers } from '../issuer-key.ts';
import { createKeptLists } from '../kept-lists.ts';
import { refusal } from '../refused-presentation.ts';
import { type BelievedList, readStatusCwt, readStatusJwt } from './read-status-token.ts';
import { type StatusReference, statusAt } from './status-list.ts';

/** Whether credentials still stand. */
export interface StatusLists {
  /**
   * Comes back where the credential stands. Throws a refusal where it was revoked or suspended, and where nobody tells for
   * sure: no list, one that is not believed, one without the place.
   */
  mustStand(reference: StatusReference, credential: CredentialOf): Promise<void>;
}

/** Whose a credential is, by which it is judged who may tell of its status. */
export interface CredentialOf {
  readonly country: string;
  /** Where the operator keeps the keys of its issuer. */
  readonly issuer: string | undefined;
  /** In which form its list is expected; what comes says itself which it is. */
  readonly form: 'jwt' | 'cwt';
}

const valid = 0;
const words: ReadonlyMap<number, string> = new Map([
  [1, 'status-revoked'],
  [2, 'status-suspended'],
]);

/** Bytes of a list on its way, of all lists that are kept, redirects and milliseconds. */
const longestToken = 2_097_152;
const mostKept = 33_554_432;
const mostRedirects = 2;
const answeredWithin = 10_000;

/**
 * Token Status Lists (draft-ietf-oauth-status-list, 8), fetched through the guard against inner networks and kept as long as
 * they say, an hour at most. The list of a credential is told by somebody of the same country whom the operator trusts.
 */
export function createStatusLists(options: {
  readonly trusted: TrustedIssuers;
  /** Hosts (`name` or `name:port`) that may be asked beside the public internet. */
  readonly hosts: readonly string[];
  readonly clock: Clock;
}): StatusLists {
  const { trusted, hosts, clock } = options;
  const send = guardedFetch(hosts, { longestAnswer: longestToken });
  const kept = createKeptLists<BelievedList>(mostKept, ({ list }) => list.bytes.length);
  const underWay = new Map<string, Promise<BelievedList>>();

  const fetched = async ({ uri }: StatusReference, { issuer, form }: CredentialOf): Promise<BelievedList> => {
    const answer = await ask(uri, form);
    const context = { uri, issuer, trusted, now: clock.now() };
    return answer.form === 'cwt'
      ? readStatusCwt(answer.body, context)
      : readStatusJwt(new TextDecoder().decode(answer.body).trim(), context);
  };

  const ask = async (uri: string, form: CredentialOf['form']) => {
    const signal = AbortSignal.timeout(answeredWithin);
    const accept = form === 'jwt' ? mediaType('jwt') : `${mediaType('cwt')}, ${mediaType('jwt')};q=0.5`;
    let address = uri;
    try {
      for (let hop = 0; hop <= mostRedirects; hop++) {
        const answer = await send(address, {
          method: 'GET',
          headers: { accept },
          body: undefined,
          signal,
          redirect: 'manual',
        });
        const location = answer.headers.get('location');
        if (answer.status >= 300 && answer.status < 400 && location !== null) {
          address = new URL(location, address).href;
          continue;
        }
        const type = (answer.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
        const came = (['jwt', 'cwt'] as const).find((each) => type === mediaType(each));
        if (!answer.ok || came === undefined) break;
        return { form: came, body: new Uint8Array(await answer.arrayBuffer()) };
      }
    } catch {
      // Told below, as everything that is no list.
    }
    throw refusal('status-unavailable', 'upstream.unavailable');
  };

  const listOf = async (reference: StatusReference, credential: CredentialOf): Promise<BelievedList> => {
    const key = JSON.stringify([reference.uri, credential.issuer, credential.form]);
    const known = kept.get(key);
    if (known !== undefined && known.until > clock.now()) return known;
    const asked = underWay.get(key) ?? fetched(reference, credential);
    underWay.set(key, asked);
    try {
      const found = await asked;
      kept.set(key, found);
      return found;
    } finally {
      underWay.delete(key);
    }
  };

  return {
    async mustStand(reference, credential) {
      const { list, country } = await listOf(reference, credential);
      if (country !== undefined && country !== credential.country) {
        throw refusal('status-country', 'upstream.unavailable');
      }
      const status = statusAt(list, reference.idx);
      if (status === undefined) throw refusal('status-index', 'upstream.unavailable');
      if (status !== valid) throw refusal(words.get(status) ?? 'status-other', 'upstream.revoked');
    },
  };
}

function mediaType(form: 'jwt' | 'cwt'): string {
  return `application/statuslist+${form}`;
}
