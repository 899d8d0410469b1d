import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { carnet, nodeLog } from './nodes.ts';
import { pidOf, serving } from './processes.ts';

const { stateDir, fr } = inject('carnet');
const backport = 'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition';

interface Parameter {
  readonly name: string;
  readonly valueCode?: string;
  readonly valueString?: string;
  readonly part?: readonly Parameter[];
}

describe('a subscription', () => {
  let token: string;
  let answering = true;
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (!answering) return request.socket.destroy();
    bodies.push(Buffer.concat(chunks).toString());
    return response.end();
  });

  beforeAll(async () => {
    token = await carnet(stateDir, 'token', '--node', 'fr', '--as', 'importer');
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });

  async function ask(method: string, path: string, body?: object) {
    const answer = await fetch(`${fr}/fhir/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/fhir+json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, json: (await answer.json().catch(() => ({}))) as Record<string, unknown> };
  }

  async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
    for (let attempt = 0; attempt < 600; attempt++) {
      if (await holds()) return;
      await pause(100);
    }
    throw new Error('It did not come to be in time');
  }

  /** The numbers of the events that were told, each with its Observation. */
  function told(): ReadonlyMap<number, string> {
    const events = bodies.flatMap((body) => {
      const { entry } = JSON.parse(body) as {
        readonly entry: readonly { readonly resource: { parameter: Parameter[] } }[];
      };
      return (entry[0]?.resource.parameter ?? []).filter(({ name }) => name === 'notification-event');
    });
    return new Map(
      events.map(({ part = [] }) => {
        const of = (name: string) => part.find((one) => one.name === name) as unknown as Record<string, unknown>;
        const { reference } = of('focus').valueReference as { readonly reference: string };
        return [Number(of('event-number').valueString), reference.replace(`${fr}/fhir/`, '')];
      }),
    );
  }

  it('loses nothing when the node is killed between what happens and its telling', async () => {
    const { port } = server.address() as AddressInfo;
    const created = await ask('POST', 'Subscription', {
      resourceType: 'Subscription',
      status: 'requested',
      reason: 'end-to-end',
      criteria: `${fr}/fhir/SubscriptionTopic/basic-changed`,
      channel: {
        type: 'rest-hook',
        endpoint: `http://127.0.0.1:${port}/hook`,
        header: ['X-Secret: end-to-end-secret'],
        payload: 'application/fhir+json',
        _payload: { extension: [{ url: `${backport}/backport-payload-content`, valueCode: 'id-only' }] },
      },
    });
    expect(created.status).toBe(201);
    const { id } = created.json as { readonly id: string };
    await until(async () => (await ask('GET', `Subscription/${id}`)).json.status === 'active');
    bodies.length = 0;

    answering = false;
    const written: string[] = [];
    for (let n = 0; n < 10; n++) {
      const { json, status } = await ask('POST', 'Basic', { resourceType: 'Basic', code: { text: 'subscription' } });
      expect(status).toBe(201);
      written.push(`Basic/${json.id}`);
    }
    process.kill(pidOf(stateDir, 'fr', fr), 'SIGKILL');
    answering = true;
    await serving(fr);
    await until(() => told().size >= written.length);
    expect([...told()]).toEqual(written.map((focus, n) => [n + 1, focus]));
    await ask('DELETE', `Subscription/${id}`);
    expect(nodeLog(stateDir, 'fr')).not.toContain('end-to-end-secret');
  });
});
