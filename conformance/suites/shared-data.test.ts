import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseSearch } from '#fhir';
import type { Caller } from '#identity';
import { baseUrl, codesOf, openTestNode } from '../../src/modules/rest/testing.ts';
import { knownDifferences, knownRefusals, knownUnbuilt } from './known-differences.ts';
import { type OracleSearch, oracleSearches } from './oracle-searches.ts';
import {
  authored,
  eachOf,
  folders,
  foldersPresent,
  isTreeObject,
  readTree,
  type SharedResource,
  sampled,
  sharedFiles,
  sharedResources,
} from './shared-resources.ts';
import { authoredXml, readXmlTree } from './xml-tree.ts';

/**
 * Every FHIR resource of ../shared/data is written, read back as JSON and as XML, and searched by every parameter that
 * applies, with `fhirpath` as the oracle. `npm test` takes all folders, of Synthea a few persons, and of what goes
 * through XML a sample; `npm run soak` takes everything.
 */
const soak = process.env.CARNET_SOAK === '1';
const atOnce = 16;
const json = { 'content-type': 'application/fhir+json', accept: 'application/fhir+json' };
const xml = { 'content-type': 'application/fhir+xml', accept: 'application/fhir+xml' };
const throughXml = soak ? Number.POSITIVE_INFINITY : 1_200;
const queriesOfOneParameter = soak ? 300 : 100;
const largestPage = 1000;

const files = foldersPresent
  ? folders.flatMap((folder) => {
      const all = sharedFiles(folder);
      return folder === 'synthea' && !soak ? sampled(all, 3, ({ name }) => name) : all;
    })
  : [];
const resources = sharedResources(files.filter(({ format }) => format === 'json'));
const xmlFiles = files.filter(({ format }) => format === 'xml');

const hourInSoak = soak ? 3_600_000 : 120_000;

describe.skipIf(!foldersPresent)('../shared/data (needs its folders with FHIR R4 there)', () => {
  let node: Awaited<ReturnType<typeof openTestNode>>;
  const kept: SharedResource[] = [];
  beforeAll(async () => {
    node = await openTestNode({ judgedWithin: 60_000 });
  });
  afterAll(() => node?.close());

  const addressOf = ({ type, id }: { type: string; id: string }) => `${type}/${id}`;
  const readBack = async (one: SharedResource): Promise<boolean> => {
    const answer = await node.ask('importer', 'GET', addressOf(one));
    const tree = answer.statusCode === 200 ? readTree(answer.body) : null;
    return isTreeObject(tree) && isDeepStrictEqual(authored(tree), authored(one.tree));
  };

  it(
    'is written as JSON, judged by all of R4, and read back equal; what is refused is no R4',
    async () => {
      const refused: { readonly one: SharedResource; readonly code: string }[] = [];
      const unequal: string[] = [];
      await eachOf(resources, atOnce, async (one) => {
        const answer = await node.ask('importer', 'PUT', addressOf(one), { body: one.text, headers: json });
        if (answer.statusCode !== 201) refused.push({ one, code: codesOf(answer)[0] ?? '' });
        else if (await readBack(one)) kept.push(one);
        else unequal.push(one.name);
      });
      const isKnown = (known: (typeof knownRefusals)[number], { one, code }: (typeof refused)[number]) =>
        known.name.test(one.name) && known.type.test(one.type) && known.code === code;
      for (const known of knownRefusals) {
        const those = refused.filter((refusal) => isKnown(known, refusal));
        console.info(`refused: ${those.length} of ${known.name.source}: ${known.reason}`);
        expect(those.length).toBe(known.count);
      }
      const strange = refused.filter((refusal) => !knownRefusals.some((known) => isKnown(known, refusal)));
      expect(strange.map(({ one, code }) => `${one.name}: ${code}`)).toEqual([]);
      expect(unequal).toEqual([]);
      expect(kept.length).toBeGreaterThan(4_000);
      console.info(`JSON: ${kept.length} of ${resources.length} resources written and read back equal`);
    },
    hourInSoak,
  );

  it(
    'goes out as XML and comes back from it equal',
    async () => {
      const unequal: string[] = [];
      const some = sampled(kept, throughXml, ({ name }) => name);
      await eachOf(some, atOnce, async (one) => {
        const out = await node.ask('importer', 'GET', addressOf(one), { headers: { accept: xml.accept } });
        const back = await node.ask('importer', 'PUT', addressOf(one), { headers: xml, body: out.body });
        if (back.statusCode !== 200 || !(await readBack(one))) unequal.push(`${one.name}: ${back.statusCode}`);
      });
      expect(unequal).toEqual([]);
      expect(some.length).toBeGreaterThan(1_000);
      console.info(`XML: ${some.length} resources went out and came back equal`);
    },
    hourInSoak,
  );

  it('is written as XML and read back as the same XML', async () => {
    const unequal: string[] = [];
    for (const [n, file] of xmlFiles.entries()) {
      const given = readXmlTree(file.text);
      const type = given.name.replace(/^\{.*\}/, '');
      const id = `xml-${n}`;
      const named = file.text.replace(/(<(?:\w+:)?id\s+value=")[^"]*(")/, `$1${id}$2`);
      const text = given.children.some((child) => typeof child !== 'string' && child.name.endsWith('}id'))
        ? named
        : file.text.replace(/(<(?:\w+:)?[A-Z]\w+\s[^>]*>)/, `$1<id xmlns="http://hl7.org/fhir" value="${id}"/>`);
      const put = await node.ask('importer', 'PUT', `${type}/${id}`, { body: text, headers: xml });
      const answer = await node.ask('importer', 'GET', `${type}/${id}`, { headers: { accept: xml.accept } });
      const same =
        answer.statusCode === 200 && isDeepStrictEqual(authoredXml(readXmlTree(answer.body)), authoredXml(given));
      if (!same) unequal.push(`${file.name}: ${put.statusCode} ${codesOf(put).join()}`);
      const { body } = await node.ask('importer', 'GET', `${type}/${id}`);
      const tree = readTree(body);
      // From here on it is searched as the others are.
      if (isTreeObject(tree)) kept.push({ name: file.name, type, id, tree, text: body });
    }
    expect(unequal).toEqual([]);
    expect(xmlFiles.length).toBeGreaterThan(40);
    console.info(`XML: ${xmlFiles.length} files written and read back equal`);
  });

  it(
    'is found by every search parameter that applies, and by no value that it does not have',
    async () => {
      const caller = await callerOf(node);
      const searches = oracleSearches(kept, queriesOfOneParameter);
      const count = { passed: 0, failed: 0, known: 0 };
      const unbuilt = new Set<string>();
      const differences: string[] = [];
      await eachOf(searches, atOnce, async (search) => {
        const found = await find(node, caller, search);
        if (typeof found === 'string') {
          unbuilt.add(found);
          return;
        }
        const { missing, extra } = difference(search, found);
        if (missing.length + extra.length === 0) {
          count.passed += 1;
          return;
        }
        const asked = `${search.type}?${search.name}=${search.value.slice(0, 200)}`;
        if (knownDifferences.some(({ query }) => query.test(asked))) count.known += 1;
        else {
          count.failed += 1;
          differences.push(`${asked} of ${search.from}: missing ${missing.slice(0, 2)}; too many ${extra.slice(0, 2)}`);
        }
      });
      console.info(
        `search: ${count.passed} passed, ${count.failed} failed, ${count.known} known to differ, over ` +
          `${new Set(searches.map(({ type, name }) => `${type}.${name}`)).size} parameters of ` +
          `${new Set(searches.map(({ type }) => type)).size} types`,
      );
      expect(differences).toEqual([]);
      for (const { parameter, reason } of knownUnbuilt) {
        const those = [...unbuilt].filter((name) => parameter.test(name));
        console.info(`not built: ${those.join(', ')}: ${reason}`);
      }
      expect([...unbuilt].filter((name) => !knownUnbuilt.some(({ parameter }) => parameter.test(name)))).toEqual([]);
      expect(count.passed).toBeGreaterThan(8_000);
    },
    hourInSoak,
  );
});

async function callerOf(node: Awaited<ReturnType<typeof openTestNode>>): Promise<Caller> {
  const caller = await node.deps.identity.authenticate({
    method: 'GET',
    headers: { authorization: `Bearer ${node.tokens.importer}` },
    traceId: '0'.repeat(32),
  });
  if (!caller.ok) throw new Error('The importer is not let in');
  return caller.value;
}

interface Found {
  readonly ids: ReadonlySet<string>;
  readonly total: number;
}

/** The ids that the node finds, or the name of the parameter that it refuses. */
async function find(
  node: Awaited<ReturnType<typeof openTestNode>>,
  caller: Caller,
  { type, name, value }: OracleSearch,
): Promise<Found | string> {
  const params = new URLSearchParams({ [name]: value, _count: String(largestPage), _total: 'accurate' });
  const parsed = parseSearch(type, params, { baseUrl });
  const page = parsed.ok ? await node.records.search(caller, parsed.value, 'search-type') : parsed;
  if (page.ok) return { ids: new Set(page.value.matches.map(({ id }) => id)), total: page.value.total ?? -1 };
  if (/^search\.un/.test(page.fault.code)) return `${type}.${name}`;
  throw new Error(`${type}?${name}=${value}: ${page.fault.code}`);
}

/** Where more matches than one page holds, the page must hold nothing else, and the total must be right. */
function difference(
  search: OracleSearch,
  { ids, total }: Found,
): { readonly missing: readonly string[]; readonly extra: readonly string[] } {
  const { must, may } = search.judge();
  const extra = [...ids].filter((id) => !may.has(id));
  if (total > largestPage) {
    return { missing: total < must.size || total > may.size ? [`total ${total} for ${must.size}`] : [], extra };
  }
  return { missing: [...must].filter((id) => !ids.has(id)), extra };
}
