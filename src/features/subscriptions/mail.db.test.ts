import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  openProcess,
  openWorld,
  type Process,
  patient,
  pulse,
  subscriptionTo,
  topic,
  until,
  type World,
} from './testing.ts';

let world: World;
let node: Process;
let server: SMTPServer;
const mails: { readonly to: readonly string[]; readonly text: string }[] = [];

beforeAll(async () => {
  server = new SMTPServer({
    authMethods: ['PLAIN', 'LOGIN'],
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _session, done) =>
      username === 'carnet' && password === 'p@ss/word' ? done(null, { user: username }) : done(new Error('No')),
    disabledCommands: ['STARTTLS'],
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        mails.push({
          to: session.envelope.rcptTo.map(({ address }) => address),
          text: Buffer.concat(chunks).toString(),
        });
        done();
      });
    },
  });
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const { port } = listening.address() as AddressInfo;
  world = await openWorld();
  node = await openProcess(world, {
    mail: { url: `smtp://carnet@127.0.0.1:${port}`, from: 'node@example.org', password: 'p@ss/word' },
  });
  await node.ask('importer', 'PUT', 'Patient/claire', patient('claire'));
});
afterAll(async () => {
  await node?.close();
  await new Promise<void>((done) => server?.close(() => done()));
  await world?.close();
});

const byMail = (content: string, more: object = {}) =>
  subscriptionTo(topic('observation-changed'), {
    content,
    channel: { type: 'email', endpoint: 'mailto:claire@example.org', payload: 'text/plain', ...more },
  });

describe('mail', () => {
  it('says that there is news and where, and nothing of what it is', async () => {
    const { json } = await node.ask('claire', 'POST', 'Subscription', byMail('empty'));
    await until(async () => (await node.ask('claire', 'GET', `Subscription/${json.id}`)).json.status === 'active');
    expect(mails.map(({ to }) => to)).toEqual([['claire@example.org']]);
    const written = await node.ask('importer', 'POST', 'Observation', pulse('claire'));
    await until(() => mails.length === 2);
    const news = mails[1]?.text ?? '';
    expect(news).toContain('There is news for you.');
    expect(news).toContain('http://localhost');
    for (const word of ['Observation', 'Claire', 'Moreau', '8867', written.json.id]) expect(news).not.toContain(word);
    // More news within a minute waits, and comes as one.
    await node.ask('importer', 'POST', 'Observation', pulse('claire'));
    await new Promise((wake) => setTimeout(wake, 300));
    expect(mails).toHaveLength(2);
    await node.ask('claire', 'DELETE', `Subscription/${json.id}`);
  });

  it.each([
    ['content', byMail('full-resource')],
    ['ids', byMail('id-only')],
    ['an attachment', byMail('empty', { payload: 'text/plain;attach=application/fhir+json' })],
    ['several addresses', byMail('empty', { endpoint: 'mailto:a@example.org,b@example.org' })],
    ['fields of its own', byMail('empty', { endpoint: 'mailto:a@example.org?bcc=b@example.org' })],
  ])('is refused with %s', async (_name, resource) => {
    expect((await node.ask('claire', 'POST', 'Subscription', resource)).status).toBe(422);
  });
});
