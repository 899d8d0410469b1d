import { fail, type Outcome } from '#kernel';

/** How far a request came before its connection failed. */
export interface Progress {
  connected: boolean;
  secured: boolean;
  answered: boolean;
}

const certificateTexts: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'The certificate of the other node has expired.',
  CERT_NOT_YET_VALID: 'The certificate of the other node is not valid yet.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'The certificate of the other node is for another host name.',
};

/**
 * What a failed connection means for the person who waits for the answer. The error's own text is not passed on: it can
 * hold addresses and names.
 */
export function connectionFault(error: NodeJS.ErrnoException, progress: Progress, timedOut: boolean): Outcome<never> {
  if (timedOut) return fail('gateway.timeout', 'The other node did not answer in time.');
  const code = error.code ?? '';
  if (progress.answered) return fail('gateway.bad-answer', 'The answer of the other node broke off.');
  // TLS alerts are the other side's words; OpenSSL names them so.
  if (/^ERR_SSL_.*ALERT/.test(code))
    return fail('gateway.refused', 'The other node refused the certificate of this node.');
  if (progress.secured) {
    // With TLS 1.3 a server judges the client's certificate after the client holds the handshake for done; one that is
    // refused sees the connection close without a word.
    return fail('gateway.refused', 'The other node closed the connection when it saw the certificate of this node.');
  }
  if (code in certificateTexts) return fail('gateway.certificate', certificateTexts[code] as string);
  if (progress.connected && !isNetworkError(code)) {
    return fail('gateway.certificate', 'The certificate of the other node is not one that this node trusts.');
  }
  return fail('gateway.unreachable', 'The other node cannot be reached.');
}

function isNetworkError(code: string): boolean {
  return /^(ECONN|EHOST|ENET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_|EADDR)/.test(code);
}
