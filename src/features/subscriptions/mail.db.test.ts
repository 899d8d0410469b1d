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
import { openMailbox } from './testing-mailbox.ts';

let world: World;
let node: Process;
let mailbox: Awaited<ReturnType<typeof openMailbox>>;

beforeAll(async () => {
  mailbox = await openMailbox({ username: 'carnet', password: 'p@ss/word' });
  world = await openWorld();
  node = await openProcess(world, {
    mail: { url: `smtp://carnet@${mailbox.host}`, from: 'node@example.org', password: 'p@ss/word' },
  });
  await node.ask('importer', 'PUT', 'Patient/claire', patient('claire'));
});
afterAll(async () => {
  await node?.close();
  await mailbox?.close();
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
    expect(mailbox.mails.map(({ to }) => to)).toEqual([['claire@example.org']]);
    const written = await node.ask('importer', 'POST', 'Observation', pulse('claire'));
    await until(() => mailbox.mails.length === 2);
    const news = mailbox.mails[1]?.text ?? '';
    expect(news).toContain('There is news for you.');
    expect(news).toContain('http://localhost');
    for (const word of ['Observation', 'Claire', 'Moreau', '8867', written.json.id]) expect(news).not.toContain(word);
    // More news within a minute waits, and comes as one.
    await node.ask('importer', 'POST', 'Observation', pulse('claire'));
    await new Promise((wake) => setTimeout(wake, 300));
    expect(mailbox.mails).toHaveLength(2);
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
