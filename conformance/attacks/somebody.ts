import { softwareAuthenticator } from '../../src/modules/identity/passkeys/testing-authenticator.ts';
import type { AttackedNode, Sent } from './testing.ts';

type Json = Readonly<Record<string, unknown>>;
type Headers = Readonly<Record<string, string>>;

/** Somebody with one of everything that a node can keep for a person, by ids that are nobody else's. */
export interface Somebody {
  readonly alias: string;
  readonly patient: string;
  /** Her browser. */
  readonly headers: Headers;
  /** What has an id beside the record. */
  readonly ids: Readonly<Record<(typeof kept)[number], string>>;
  /** One resource of each type of her record. */
  readonly pieces: readonly Piece[];
  /** All of her record, to see whether anything of it was changed. */
  record(): Promise<readonly string[]>;
}

export interface Piece {
  readonly type: string;
  readonly id: string;
  readonly resource: Json;
}

const kept = [
  'entry',
  'paper',
  'file',
  'link',
  'case',
  'breach',
  'finding',
  'invitation',
  'proxy',
  'connection',
  'session',
  'passkey',
  'app',
  'Subscription',
  'job',
  'interaction',
] as const;

/** Lets a citizen of the demonstration use all that there is, as she would. */
export async function somebodyAt(node: AttackedNode, alias: string, patient: string): Promise<Somebody> {
  const headers = await node.signedIn(alias);
  const made = async <T = { readonly id: string }>(who: Headers | string, sent: Sent): Promise<T> => {
    const answer = await node.ask(who, { method: 'POST', ...sent });
    if (answer.status >= 300) throw new Error(`${sent.url}: ${answer.status} ${answer.body}`);
    return JSON.parse(answer.body === '' ? '{}' : answer.body) as T;
  };
  const { id: entry } = await made(headers, {
    url: `/api/own-entries/${patient}`,
    body: { kind: 'weight', date: '2026-01-02', value: 70 },
  });
  const pdf = { type: 'application/pdf', base64: Buffer.from('%PDF-1.4 mine').toString('base64') };
  const paper = await made<{ id: string; file: string }>(headers, {
    url: `/api/own-entries/${patient}`,
    body: { kind: 'document', date: '2026-01-02', title: 'Mine', language: 'fr', file: pdf },
  });
  const { id: link } = await made(headers, {
    url: `/api/take-away/${patient}/links`,
    body: { content: 'summary', label: 'Mine', hours: 2, language: 'fr' },
  });
  const { id: told } = await made(headers, {
    url: `/api/cases/${patient}`,
    body: { kind: 'entry', entry: `Patient/${patient}`, what: 'This is wrong.', language: 'fr' },
  });
  const { id: breach } = await made(await node.signedIn('admin'), {
    url: '/api/breaches',
    body: { reason: 'A telephone was lost', from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' },
  });
  const invited = await made<{ id: string; code: string }>(headers, {
    url: `/api/proxies/of/${patient}/invitations`,
    body: { origin: 'mandate' },
  });
  const pending = await made(headers, { url: `/api/proxies/of/${patient}/invitations`, body: { origin: 'trusted' } });
  await made(await node.signedIn('tiago'), { url: '/api/proxies/codes/accept', body: { code: invited.code } });
  const proxies = await made<{ proxies: readonly { id: string }[] }>(headers, {
    method: 'GET',
    url: `/api/proxies/of/${patient}`,
  });
  const scope = 'launch/patient offline_access patient/Observation.rs';
  const app = await node.kit.publicApp(scope);
  await node.kit.connect(app, node.accountOf(alias), scope);
  const apps = await made<{ connections: readonly { id: string }[] }>(headers, { method: 'GET', url: '/api/apps' });
  const account = await made<{ sessions: readonly { id: string }[] }>(headers, { method: 'GET', url: '/api/account' });
  const asked = await made<never>(headers, { url: '/api/account/passkeys/options', body: {} });
  const { created } = softwareAuthenticator(node.config.publicUrl).create(asked);
  const passkey = await made(headers, { url: '/api/account/passkeys', body: { name: 'Mine', response: created } });
  const subscription = await made(headers, { url: '/fhir/Subscription', body: subscriptionOf(node) });
  const exported = await node.ask(headers, { url: '/fhir/Patient/$export', headers: { prefer: 'respond-async' } });
  const finding = node.core.ids.next();
  await node.core.db.query(
    `insert into watch_finding (id, rule, key, first, last, count, persons, readers)
     values ($1, 'many-records', 'k', now(), now(), 1, $2, 1)`,
    [finding, [patient]],
  );
  const interaction = await node.kit.person(node.accountOf(alias)).browser.begin();

  const resources = async () => {
    const { body } = await node.ask(headers, { url: `/fhir/Patient/${patient}/$everything?_count=500` });
    const { entry: entries } = JSON.parse(body) as { entry: readonly { readonly resource: Json }[] };
    return entries.map(({ resource }) => resource);
  };
  const pieces = new Map<string, Piece>();
  for (const resource of await resources()) {
    const type = String(resource.resourceType);
    const owner = /"reference":"Patient\/([^"]+)"/.exec(JSON.stringify(resource))?.[1] ?? resource.id;
    if (owner === patient) pieces.set(type, { type, id: String(resource.id), resource });
  }
  return {
    alias,
    patient,
    headers,
    ids: {
      entry,
      paper: paper.id,
      file: paper.file,
      link,
      case: told,
      breach,
      finding,
      invitation: pending.id,
      proxy: proxies.proxies[0]?.id ?? '',
      connection: apps.connections[0]?.id ?? '',
      session: account.sessions[0]?.id ?? '',
      passkey: passkey.id,
      app,
      Subscription: subscription.id,
      job: /export-status\/([^/?]+)/.exec(exported.headers['content-location'] ?? '')?.[1] ?? '',
      interaction,
    },
    pieces: [...pieces.values()],
    record: async () => (await resources()).map((resource) => JSON.stringify(resource)).sort(),
  };
}

/** A Subscription that is told of by websocket. */
export function subscriptionOf({ config }: Pick<AttackedNode, 'config'>): Json {
  const content = 'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-payload-content';
  return {
    resourceType: 'Subscription',
    status: 'requested',
    reason: 'mine',
    criteria: `${config.publicUrl}/fhir/SubscriptionTopic/condition-changed`,
    channel: {
      type: 'websocket',
      payload: 'application/fhir+json',
      _payload: { extension: [{ url: content, valueCode: 'id-only' }] },
    },
  };
}
