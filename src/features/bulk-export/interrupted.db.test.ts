import { expect, it } from 'vitest';
import { openExportWorld, patient } from './testing.ts';

const persons = 4_000;
const narrative = { status: 'generated', div: `<div xmlns="http://www.w3.org/1999/xhtml">${'x'.repeat(8_000)}</div>` };

it('goes no faster than the client reads, and ends when he leaves: only those on their way are in the log', async () => {
  const world = await openExportWorld();
  try {
    for (let n = 0; n < persons; n += 250) {
      await world.write(...Array.from({ length: 250 }, (_, more) => ({ ...patient(`p${n + more}`), text: narrative })));
    }
    const begun = await world.ask('importer', 'GET', '/$export?_type=Patient', {
      headers: { prefer: 'respond-async' },
    });
    const where = begun.headers.get('content-location') ?? '';
    let manifest: { readonly output: readonly { readonly url: string; readonly count: number }[] } | undefined;
    while (manifest === undefined) {
      const answer = await world.ask('importer', 'GET', where);
      if (answer.status === 200) manifest = await answer.json();
      else await new Promise((resolve) => setTimeout(resolve, 300));
    }
    expect(manifest.output.map(({ count }) => count)).toEqual([persons]);
    const url = manifest.output[0]?.url ?? '';
    const logged = async () => {
      const [row] = await world.db.query<{ count: number }>(
        `select count(distinct patient)::int as count from audit_entry where action = 'export' and patient <> ''`,
        [],
      );
      return row?.count ?? 0;
    };
    const stop = new AbortController();
    const headers = { 'accept-encoding': 'identity' };
    const slow = await world.ask('importer', 'GET', url, { signal: stop.signal, headers });
    const reader = slow.body?.getReader();
    await reader?.read();
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    stop.abort();
    await new Promise((resolve) => setTimeout(resolve, 500));
    const atEnd = await logged();
    expect(atEnd).toBeGreaterThan(0);
    expect(atEnd).toBeLessThan(persons / 2);
    const whole = await world.ask('importer', 'GET', url, { headers });
    expect((await whole.text()).split('\n')).toHaveLength(persons + 1);
    expect(await logged()).toBe(persons);
  } finally {
    await world.close();
  }
});
