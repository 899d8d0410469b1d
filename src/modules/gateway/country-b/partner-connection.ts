import { Agent, request } from 'node:https';
import { isIP } from 'node:net';
import { checkServerIdentity, type TLSSocket } from 'node:tls';
import { fail, type Outcome, ok } from '#kernel';
import type { GatewayKeys } from '../keys.ts';
import { tlsProfile } from '../tls-profile.ts';
import type { TrustEntry } from '../trust.ts';
import { connectionFault, type Progress } from './connection-fault.ts';

/** Bounds of one exchange with a partner. */
export interface ExchangeLimits {
  /** For one HTTP request, connection included. */
  readonly callMilliseconds: number;
  /** For the whole exchange. */
  readonly exchangeMilliseconds: number;
  readonly answerBytes: number;
}

interface PartnerRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface PartnerAnswer {
  readonly status: number;
  /** Without parameters, lower case. */
  readonly mediaType: string;
  readonly text: string;
}

/** Mutual TLS to one partner for one exchange: one connection, kept over its few requests, then closed. */
export interface PartnerConnection {
  send(message: PartnerRequest): Promise<Outcome<PartnerAnswer>>;
  close(): void;
}

/**
 * Opens lazily. Only the authority of the partner's trust entry can vouch for him, and his certificate must carry the
 * host name of that entry, whatever address the URL has.
 */
export function openPartnerConnection(
  partner: TrustEntry,
  keys: GatewayKeys,
  limits: ExchangeLimits,
): PartnerConnection {
  const agent = new Agent({ keepAlive: true, maxSockets: 1, maxCachedSessions: 0 });
  const exchange = AbortSignal.timeout(limits.exchangeMilliseconds);
  const tls = {
    ...tlsProfile,
    agent,
    ca: [partner.authority],
    cert: keys.tls.certificatePem,
    key: keys.tls.keyPem,
    rejectUnauthorized: true,
    servername: isIP(partner.host) === 0 ? partner.host : '',
    checkServerIdentity: (_name: string, certificate: Parameters<typeof checkServerIdentity>[1]) =>
      checkServerIdentity(partner.host, certificate),
  };
  return {
    close: () => agent.destroy(),
    send: (message) =>
      new Promise((resolve) => {
        const progress: Progress = { connected: false, secured: false, answered: false };
        const signal = AbortSignal.any([exchange, AbortSignal.timeout(limits.callMilliseconds)]);
        const end = (outcome: Outcome<PartnerAnswer>) => {
          resolve(outcome);
          if (!outcome.ok) outgoing.destroy();
        };
        const outgoing = request(
          message.url,
          {
            ...tls,
            method: message.method,
            signal,
            headers: { ...message.headers, 'content-length': Buffer.byteLength(message.body) },
          },
          (incoming) => {
            progress.answered = true;
            const parts: Buffer[] = [];
            let length = 0;
            incoming.on('data', (part: Buffer) => {
              length += part.length;
              if (length <= limits.answerBytes) return void parts.push(part);
              end(fail('gateway.bad-answer', 'The answer is larger than this node accepts.'));
            });
            incoming.on('error', (error) => end(connectionFault(error, progress, signal.aborted)));
            incoming.on('end', () => {
              const text = decode(Buffer.concat(parts));
              if (text === undefined) return end(fail('gateway.bad-answer', 'The answer is not valid UTF-8.'));
              const mediaType = (incoming.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
              end(ok({ status: incoming.statusCode ?? 0, mediaType, text }));
            });
          },
        );
        outgoing.on('socket', (socket) => {
          const secured = socket as TLSSocket;
          if (outgoing.reusedSocket || secured.authorized) {
            progress.connected = true;
            progress.secured = true;
            return;
          }
          socket.once('connect', () => {
            progress.connected = true;
          });
          socket.once('secureConnect', () => {
            progress.secured = true;
          });
        });
        outgoing.on('error', (error) => end(connectionFault(error, progress, signal.aborted)));
        outgoing.end(message.body);
      }),
  };
}

function decode(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
