import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { generator } from './malformed.ts';
import { carnet, nodeLog } from './nodes.ts';
import { pidOf, serving } from './processes.ts';

const { stateDir, fr } = inject('carnet');
const soak = process.env.CARNET_SOAK === '1';
const writers = 8;
const shared = 6;
const seed = Number(process.env.CARNET_SEED ?? Date.now() % 1_000_000);
const mostKills = soak ? 60 : 3;
const name = `writers-${seed}`;

/** One write of one resource, told by the mark that it left. */
interface Mark {
  readonly id: string;
  readonly mark: string;
}

interface HistoryEntry {
  readonly version: number;
  readonly mark: string | undefined;
}

/**
 * Eight writers change the same few resources, alone by `If-Match` and together in transactions, while the node is killed
 * again and again. The history tells afterwards what became of every write.
 */
describe(`${writers} writers and a node that is killed at random (seed ${seed})`, () => {
  let token: string;
  beforeAll(async () => {
    token = await carnet(stateDir, 'token', '--node', 'fr', '--as', 'importer');
  });
  afterAll(() => serving(fr));

  const send = (method: string, path: string, body?: object, headers = {}) =>
    fetch(`${fr}/fhir${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/fhir+json', ...headers },
      signal: AbortSignal.timeout(30_000),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const resource = ({ id, mark }: Mark) => ({ resourceType: 'Basic', id, code: { text: mark } });

  it(
    'leaves histories without gaps, with every acknowledged update once, and each transaction whole or not at all',
    async () => {
      const pick = generator(seed);
      const single = new Map<string, { readonly id: string; readonly version: number }>();
      const together = new Map<string, { readonly marks: readonly Mark[]; acknowledged: boolean }>();
      const strange: string[] = [];
      let writing = true;
      let kills = 0;

      /** The version that is there now; undefined while the node is away. */
      const versionOf = async (id: string): Promise<number | undefined> => {
        const answer = await send('GET', `/Basic/${id}`).catch(() => undefined);
        if (answer === undefined) return undefined;
        await answer.arrayBuffer();
        return answer.status === 200 ? Number(/\d+/.exec(answer.headers.get('etag') ?? '')?.[0]) : 0;
      };
      const conditionFor = (version: number) => (version === 0 ? { ifNoneMatch: '*' } : { ifMatch: `W/"${version}"` });

      const writeAlone = async (mark: string) => {
        const id = `${name}-${pick(1_000) % shared}`;
        const before = await versionOf(id);
        if (before === undefined) return pause(50);
        const { ifMatch, ifNoneMatch } = { ifMatch: undefined, ifNoneMatch: undefined, ...conditionFor(before) };
        const headers = ifMatch === undefined ? { 'if-none-match': ifNoneMatch } : { 'if-match': ifMatch };
        const answer = await send('PUT', `/Basic/${id}`, resource({ id, mark }), headers).catch(() => undefined);
        if (answer === undefined) return pause(50);
        const body = await answer.text().catch(() => '');
        if (answer.ok) single.set(mark, { id, version: before + 1 });
        else if (![409, 412, 429, 503].includes(answer.status)) strange.push(`PUT ${answer.status} ${body}`);
      };

      const writeTogether = async (mark: string) => {
        const first = pick(1_000) % shared;
        const ids = [`${name}-${first}`, `${name}-${(first + 1 + (pick(1_000) % (shared - 1))) % shared}`];
        const versions = await Promise.all(ids.map(versionOf));
        if (versions.includes(undefined)) return pause(50);
        const marks: Mark[] = [...ids.map((id) => ({ id, mark })), { id: `${name}-new-${mark}`, mark }];
        const attempt = { marks, acknowledged: false };
        together.set(mark, attempt);
        const entry = marks.map((one, n) => ({
          resource: resource(one),
          request: { method: 'PUT', url: `Basic/${one.id}`, ...conditionFor(versions[n] ?? 0) },
        }));
        const bundle = { resourceType: 'Bundle', type: 'transaction', entry };
        const answer = await send('POST', '', bundle).catch(() => undefined);
        if (answer === undefined) return pause(50);
        const body = await answer.text().catch(() => '');
        if (answer.ok) attempt.acknowledged = true;
        else if (![409, 412, 429, 503].includes(answer.status)) strange.push(`POST ${answer.status} ${body}`);
      };

      const write = async (writer: number) => {
        for (let n = 0; writing; n++) {
          const mark = `${writer}-${n}`;
          await (n % 3 === 2 ? writeTogether(mark) : writeAlone(mark));
        }
      };
      const kill = async () => {
        while (kills < mostKills) {
          await pause(500 + pick(1_500));
          process.kill(pidOf(stateDir, 'fr', fr), 'SIGKILL');
          kills += 1;
          await serving(fr).catch((error: Error) => {
            throw new Error(`${error.message} Its log ends with:\n${nodeLog(stateDir, 'fr').slice(-2_000)}`);
          });
        }
        // However slow the machine: enough has happened for the histories to say something.
        await expect.poll(() => single.size, { timeout: 90_000, interval: 200 }).toBeGreaterThan(100);
        writing = false;
      };
      await Promise.all([kill(), ...Array.from({ length: writers }, (_, writer) => write(writer))]);
      await serving(fr);

      const histories = new Map<string, readonly HistoryEntry[]>();
      const historyOf = async (id: string): Promise<readonly HistoryEntry[]> => {
        const known = histories.get(id);
        if (known !== undefined) return known;
        const entries: HistoryEntry[] = [];
        let next: string | undefined = `/Basic/${id}/_history?_count=500`;
        while (next !== undefined) {
          const answer: Response = await send('GET', next);
          if (answer.status === 404) break;
          const page = (await answer.json()) as HistoryPage;
          for (const { resource: one } of page.entry ?? []) {
            entries.push({ version: Number(one?.meta.versionId), mark: one?.code.text });
          }
          next = page.link.find(({ relation }) => relation === 'next')?.url.replace(`${fr}/fhir`, '');
        }
        histories.set(id, entries.toReversed());
        return entries.toReversed();
      };

      const wrong: string[] = [];
      for (let n = 0; n < shared; n++) {
        const history = await historyOf(`${name}-${n}`);
        const versions = history.map(({ version }) => version);
        if (versions.some((version, index) => version !== index + 1)) wrong.push(`gap in ${n}: ${versions}`);
        const marks = new Set(history.map(({ mark }) => mark));
        if (marks.size !== history.length) wrong.push(`an update of ${n} was written twice`);
      }
      for (const [mark, { id, version }] of single) {
        const there = (await historyOf(id)).find((one) => one.version === version);
        if (there?.mark !== mark) wrong.push(`lost: ${mark}, acknowledged as version ${version} of ${id}`);
      }
      let whole = 0;
      for (const [mark, { marks, acknowledged }] of together) {
        const there: Mark[] = [];
        for (const one of marks) if ((await historyOf(one.id)).some((each) => each.mark === mark)) there.push(one);
        if (there.length !== 0 && there.length !== marks.length) wrong.push(`half a transaction: ${mark}`);
        if (acknowledged && there.length !== marks.length) wrong.push(`lost transaction: ${mark}`);
        if (there.length === marks.length) whole += 1;
      }
      console.info(
        `writers: ${single.size} updates acknowledged, ${whole} of ${together.size} transactions written, ${kills} kills`,
      );
      expect(wrong).toEqual([]);
      expect(strange).toEqual([]);
      expect(whole).toBeGreaterThan(5);
    },
    mostKills * 20_000 + 120_000,
  );
});

interface HistoryPage {
  readonly link: readonly { readonly relation: string; readonly url: string }[];
  readonly entry?: readonly {
    readonly resource?: { readonly meta: { readonly versionId: string }; readonly code: { readonly text: string } };
  }[];
}
