import { beforeAll, describe, expect, inject, it } from 'vitest';
import { carnet, nodeLog } from './nodes.ts';

const { stateDir, fr, pt } = inject('carnet');

interface Person {
  readonly id: string;
  readonly birthDate?: string;
  readonly name?: readonly { readonly family?: string; readonly given?: readonly string[] }[];
  readonly identifier?: readonly { readonly value: string }[];
  readonly telecom?: readonly { readonly value: string }[];
}

describe('the log of a full run', () => {
  const personal = new Set<string>();

  beforeAll(async () => {
    for (const [node, url, system] of [
      ['fr', fr, 'urn:oid:1.2.250.1.213.1.4.11'],
      ['pt', pt, 'http://spms.min-saude.pt/rnu/sns'],
    ] as const) {
      const token = await carnet(stateDir, 'token', '--node', node, '--as', 'importer');
      const headers = { authorization: `Bearer ${token}` };
      const page = (await (
        await fetch(`${url}/fhir/Patient?identifier=${encodeURIComponent(system)}|&_count=100`, { headers })
      ).json()) as {
        entry: readonly { resource: Person }[];
      };
      for (const { resource } of page.entry) {
        if (!/^(fr|pt)-/.test(resource.id)) continue;
        personal.add(resource.id);
        if (resource.birthDate !== undefined) personal.add(resource.birthDate);
        for (const name of resource.name ?? [])
          for (const part of [name.family, ...(name.given ?? [])])
            if (part !== undefined && part.length > 2) personal.add(part);
        for (const { value } of [...(resource.identifier ?? []), ...(resource.telecom ?? [])]) personal.add(value);
        // What fails and what is denied is logged as well.
        const family = encodeURIComponent(resource.name?.[0]?.family ?? '');
        await fetch(`${url}/fhir/Patient?family=${family}&birthdate=${resource.birthDate}`, { headers });
        await fetch(`${url}/fhir/Patient?nonsense=${family}`, { headers });
        await fetch(`${url}/fhir/Patient/${resource.id}/$nothing`, { headers });
        await fetch(`${url}/fhir/Patient/${resource.id}`);
        await fetch(`${url}/fhir/Patient/${resource.id}`, {
          method: 'PUT',
          headers: { ...headers, 'content-type': 'application/fhir+json' },
          body: `{"resourceType":"Patient","id":"${resource.id}","gender":"${resource.name?.[0]?.family}"`,
        });
      }
    }
  });

  it.each(['fr', 'pt'])('of node %s holds no name, identifier, birth date, address or record id', async (node) => {
    // Lines wait a moment for company before they are written.
    await expect
      .poll(() => nodeLog(stateDir, node).split('"route":"/fhir').length, { timeout: 20_000 })
      .toBeGreaterThan(15);
    const log = nodeLog(stateDir, node);
    expect(personal.size).toBeGreaterThan(30);
    const found: string[] = [];
    for (const line of log.split('\n')) {
      const content = readable(line);
      for (const value of personal) if (content.includes(value) && found.length < 10) found.push(line.slice(0, 200));
    }
    expect(found).toEqual([]);
  });
});

/** The line without its time stamp, which any birth date could resemble. */
function readable(line: string): string {
  return line.replace(/"at":"[^"]*"/, '');
}
