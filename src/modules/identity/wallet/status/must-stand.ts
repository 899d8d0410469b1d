import { isObject } from '../../brokers/kinds/claims.ts';
import { refusal } from '../refused-presentation.ts';
import { statusReference } from './status-list.ts';
import type { CredentialOf, StatusLists } from './status-lists.ts';

/** Seconds for which a credential may live that nobody can revoke (ARF, topic 7: VCR_01). */
const shortLived = 86_400;

/**
 * Asks whether a credential stands, whose signature and validity hold. Without a status it must be one of those that live for
 * a day at most; a status by other means than a list is none that is understood. Throws a refusal.
 */
export async function mustStand(
  said: { readonly status: unknown; readonly from: unknown; readonly until: number },
  credential: CredentialOf,
  statuses: StatusLists,
): Promise<void> {
  const { status, from, until } = said;
  if (status === undefined) {
    if (typeof from === 'number' && until - from <= shortLived) return;
    throw refusal('status');
  }
  const list = isObject(status) && isObject(status.status_list) ? status.status_list : {};
  const reference = statusReference(list.idx, list.uri);
  if (reference === undefined) throw refusal('status');
  await statuses.mustStand(reference, credential);
}
