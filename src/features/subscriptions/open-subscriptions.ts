import { hkdfSync } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Access } from '#access';
import type { Database } from '#db';
import type { Identity } from '#identity';
import type { Clock, Log } from '#kernel';
import type { Records, WriteListener } from '#records';
import type { FhirOperation } from '#rest';
import { createBindingTokens } from './binding-token.ts';
import { createMail, type MailSettings } from './channels/mail.ts';
import { createRestHook } from './channels/rest-hook.ts';
import { type Sockets, serveSockets, socketPath } from './channels/sockets.ts';
import { createEndpointPolicy } from './endpoint-policy.ts';
import { keepSubscriptions } from './keep-subscriptions.ts';
import { subscriptionOperations } from './operations.ts';
import { createQueue } from './queue.ts';
import { readSubscription } from './read-subscription.ts';
import { createHeaderSeal } from './seal-headers.ts';
import { loadTopics } from './topics.ts';
import { openWatch } from './watch.ts';
import { startWorker } from './worker.ts';

export interface SubscriptionOptions {
  /** Of the feature's own tables. */
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly identity: Pick<Identity, 'onBehalfOf' | 'personsOf' | 'consumeOnce'>;
  readonly access: Pick<Access, 'decide'>;
  readonly node: { readonly name: string; readonly country: string; readonly publicUrl: string };
  /** Seals headers and signs tokens (32 bytes); the same for all processes of a node. */
  readonly key: Uint8Array;
  /** Hosts that the operator allows beside the public internet. */
  readonly hosts: readonly string[];
  readonly demonstration: boolean;
  readonly mail?: MailSettings;
  /** Directory of the topics that the operator declares. */
  readonly topicsDir?: string;
  /** For tests that do not want to wait. */
  readonly retry?: { readonly first: number; readonly attempts: number };
  readonly lookEvery?: number;
}

export interface Subscriptions {
  /** For the journal of the store. */
  readonly listener: WriteListener;
  /** The door with Subscriptions kept for their owners; everybody comes through this one. */
  keep(door: Records): Records;
  /** What stands in the CapabilityStatement. */
  readonly topics: readonly string[];
  readonly websocketUrl: string;
  operations(door: Records): readonly FhirOperation[];
  /** Begins to send, and to serve websockets, until the server closes. */
  serve(app: FastifyInstance, door: Records): void;
  /** Stops watching; what is written from now on looks for itself. */
  close(): Promise<void>;
}

const standardRetry = { first: 2_000, attempts: 12 };

/** Topic-based Subscriptions (Subscriptions R5 Backport STU 1.1 for R4) by rest-hook, websocket and mail. */
export async function openSubscriptions(options: SubscriptionOptions): Promise<Subscriptions> {
  const { db, clock, log, identity, access, node } = options;
  const baseUrl = `${node.publicUrl}/fhir`;
  const websocketUrl = `${node.publicUrl.replace(/^http/, 'ws')}${socketPath}`;
  const topics = loadTopics(baseUrl, options.topicsDir);
  const endpoints = createEndpointPolicy(options);
  const keyFor = (use: string) => new Uint8Array(hkdfSync('sha256', options.key, '', `subscriptions ${use}`, 32));
  const seal = createHeaderSeal(keyFor('headers'));
  const tokens = createBindingTokens(keyFor('binding tokens'));
  const possible = { baseUrl, topics, endpoints, email: options.mail !== undefined };
  const read = (resource: Parameters<typeof readSubscription>[0]) => readSubscription(resource, possible);
  const queue = createQueue(db, read);
  const watch = await openWatch({ db, log, read, personsOf: (owners) => identity.personsOf(owners) });
  const lookEvery = options.lookEvery ?? 500;

  return {
    listener: watch,
    keep: (records) => keepSubscriptions({ records, db, identity, possible, seal }),
    topics: [...topics.keys()],
    websocketUrl,
    operations: (records) => subscriptionOperations({ records, baseUrl, queue, tokens, topics, websocketUrl }),
    serve(app, records) {
      const common = { records, access, identity, queue, baseUrl, clock, log, lookEvery };
      const hook = createRestHook(endpoints);
      const mail = options.mail === undefined ? undefined : createMail(options.mail);
      const sockets: Sockets = serveSockets(app, { ...common, tokens });
      const worker = startWorker({
        ...common,
        watch,
        hook,
        mail,
        seal,
        node,
        country: node.country,
        retry: options.retry ?? standardRetry,
        onNumbered: () => sockets.wake(),
      });
      app.addHook('onClose', async () => {
        await Promise.all([worker.stop(), sockets.stop()]);
        mail?.close();
        await hook.close();
      });
    },
    close: () => watch.stop(),
  };
}
