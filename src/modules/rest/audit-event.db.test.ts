import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codesOf, openTestNode, patient } from './testing.ts';

let node: Awaited<ReturnType<typeof openTestNode>>;
beforeAll(async () => {
  node = await openTestNode();
  await node.ask('importer', 'PUT', 'Patient/claire', { body: patient('claire') });
});
afterAll(() => node.close());

interface Found {
  readonly fullUrl: string;
  readonly resource: { readonly id: string };
}
const newest = async (): Promise<Found> =>
  (await node.ask('claire', 'GET', 'AuditEvent?patient=claire&_count=1')).json().entry[0];

describe('an entry of a person’s log, over FHIR', () => {
  it('is read at the address that the search gives', async () => {
    const { fullUrl, resource } = await newest();
    const address = `AuditEvent/${resource.id}`;
    expect(fullUrl.endsWith(`/fhir/${address}`)).toBe(true);
    const read = await node.ask('claire', 'GET', address);
    expect([read.statusCode, read.headers.etag, read.json()]).toEqual([200, 'W/"1"', resource]);
    const again = await node.ask('claire', 'GET', address, { headers: { 'if-none-match': 'W/"1"' } });
    expect(again.statusCode).toBe(304);
  });

  it('is nobody else’s to read, to the byte', async () => {
    const { id } = (await newest()).resource;
    const absent = `${id.slice(0, -3)}997`;
    for (const who of ['doctor', 'importer', 'admin'] as const) {
      const [hidden, nothing] = await Promise.all([id, absent].map((one) => node.ask(who, 'GET', `AuditEvent/${one}`)));
      expect([who, hidden?.statusCode]).toEqual([who, nothing?.statusCode]);
      expect(hidden?.body.replaceAll(id, absent)).toBe(nothing?.body);
      expect(hidden?.statusCode).toBeGreaterThanOrEqual(400);
    }
  });

  it('is changed by nobody', async () => {
    const { resource } = await newest();
    const address = `AuditEvent/${resource.id}`;
    const json = { 'content-type': 'application/json-patch+json' };
    for (const answer of [
      await node.ask('claire', 'PUT', address, { body: resource }),
      await node.ask('claire', 'PATCH', address, { body: [{ op: 'remove', path: '/purposeOfEvent' }], headers: json }),
    ]) {
      expect([answer.statusCode, codesOf(answer)]).toEqual([403, ['own-entry.type']]);
    }
    expect((await node.ask('claire', 'DELETE', address)).statusCode).toBe(404);
    expect((await node.ask('claire', 'GET', address)).json()).toEqual(resource);
  });
});
