import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { openTestNode } from '../../src/modules/rest/testing.ts';
import {
  type Content,
  type Criteria,
  currentOf,
  type Expected,
  type Interaction,
  type Kind,
  matching,
  type Patch,
  perform,
  performAll,
  type State,
} from './records-model.ts';
import {
  type Body,
  dates,
  firstSteps,
  type IfMatch,
  type PatchOf,
  type Reading,
  type Step,
  statuses,
  step,
  type Where,
  type Write,
} from './records-plan.ts';
import { conditionsOf, inBundle, independent, jsonPatch, linkable, requestOf } from './records-requests.ts';

/**
 * Random sequences of interactions, sent to a whole node and to a model of the standard in plain maps: every answer is
 * the model's, and so is what stands there afterwards. A failure prints its seed and the shortest sequence that shows it.
 */
const soak = process.env.CARNET_SOAK === '1';
const runs = Number(process.env.CARNET_SEQUENCES ?? (soak ? 3_000 : 40));
const seed = Number(process.env.CARNET_SEED ?? Date.now() % 1_000_000);

const system = 'urn:model';

type Node = Awaited<ReturnType<typeof openTestNode>>;
type Answer = Awaited<ReturnType<Node['ask']>>;

let node: Node;
let run = 0;

describe('random sequences of interactions', () => {
  beforeAll(async () => {
    node = await openTestNode();
  });
  afterAll(() => node.close());

  it(
    `are answered as the model of the standard answers them (seed ${seed}, ${runs} sequences)`,
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 80, size: 'max' }), async (steps) => {
          run += 1;
          const world = openWorld(`m${seed}-${run}`);
          for (const one of [...firstSteps, ...steps]) await world.take(one);
          await world.compareAll();
        }),
        { seed, numRuns: runs, endOnFailure: false },
      );
      console.info(`records model: ${run} sequences, ${JSON.stringify(taken)}`);
    },
    soak ? 3_600_000 : 120_000,
  );
});

/** How often each interaction came to be, by its status. */
const taken: Record<string, number> = {};

/** The node and the model side by side. Every run has names of its own, so that runs do not meet. */
function openWorld(name: string) {
  const state: State = new Map();
  const since = new Date().toISOString();
  const chosen: Record<Kind, string[]> = { Patient: [], Observation: [] };

  const idOf = (type: Kind, number: number): string =>
    number < 4 ? `${name}-${number}` : (chosen[type][number - 4] ?? `${name}-${number}`);
  const contentOf = (one: Body, id?: string): Content => ({
    resourceType: one.type,
    ...(id === undefined ? {} : { id }),
    meta: { tag: [{ system, code: name }] },
    identifier: [{ system, value: `${name}-${one.identifier}` }],
    ...(one.type === 'Patient'
      ? { name: [{ family: one.family }], birthDate: one.birthDate }
      : {
          status: one.status,
          code: { text: 'model' },
          subject: { reference: `Patient/${name}-${one.person}` },
        }),
  });
  const criteriaOf = (type: Kind, asked: Where): Criteria =>
    Object.fromEntries(
      Object.entries(asked).map(([parameter, value]) => {
        if (parameter === 'identifier') return [parameter, `${name}-${value}`];
        if (parameter === '_id') return [parameter, idOf(type, Number(value))];
        return [parameter, parameter === 'subject' ? `Patient/${name}-${value}` : String(value)];
      }),
    );
  const queryOf = (criteria: Criteria): string =>
    new URLSearchParams([
      ['_tag', `${system}|${name}`],
      ...Object.entries(criteria).map(([parameter, value]) => [
        parameter,
        parameter === 'identifier' ? `${system}|${value}` : value,
      ]),
    ] as [string, string][]).toString();
  const versionFor = (type: Kind, id: string, asked: IfMatch): string | undefined => {
    if (asked === undefined) return undefined;
    const current = currentOf(state, type, id);
    // What If-Match means for a deletion or for what never was, the standard does not say; another version it never has.
    const right = current?.content === undefined ? 77 : current.number;
    return String(asked === 'right' ? right : right + 1);
  };
  const patchOf = (type: Kind, { value, was }: PatchOf): Patch =>
    type === 'Patient'
      ? { element: 'birthDate', value: dates[value % 3] ?? '', ...(was !== undefined && { was: dates[was % 3] ?? '' }) }
      : { element: 'status', value: statuses[value] ?? '', ...(was !== undefined && { was: statuses[was] ?? '' }) };

  /** The interaction that a write of the plan comes to, now. */
  const interactionOf = (one: Write): Interaction => {
    switch (one.op) {
      case 'create': {
        const ifNoneExist = criteriaOf(one.body.type, { identifier: one.body.identifier });
        return { op: 'create', body: contentOf(one.body), ...(one.ifNoneExist && { ifNoneExist }) };
      }
      case 'update': {
        const id = idOf(one.body.type, one.slot);
        const version = versionFor(one.body.type, id, one.ifMatch);
        const conditions = {
          ...(version !== undefined && { ifMatch: version }),
          ...(one.ifAbsent && { ifAbsent: true as const }),
        };
        return { op: 'update', id, body: contentOf(one.body, id), ...conditions };
      }
      case 'updateWhere': {
        const id = one.slot === undefined ? undefined : idOf(one.body.type, one.slot);
        return { op: 'updateWhere', criteria: criteriaOf(one.body.type, one.where), body: contentOf(one.body, id) };
      }
      case 'delete': {
        const id = idOf(one.target.type, one.target.slot);
        const version = versionFor(one.target.type, id, one.ifMatch);
        return { op: 'delete', type: one.target.type, id, ...(version !== undefined && { ifMatch: version }) };
      }
      case 'deleteWhere':
        return { op: 'deleteWhere', type: one.type, criteria: criteriaOf(one.type, one.where) };
      case 'patch': {
        const { type } = one.target;
        const id = idOf(type, one.target.slot);
        const version = versionFor(type, id, one.ifMatch);
        const conditions = version === undefined ? {} : { ifMatch: version };
        return { op: 'patch', type, id, patch: patchOf(type, one.patch), ...conditions };
      }
      case 'patchWhere':
        return {
          op: 'patchWhere',
          type: one.type,
          criteria: criteriaOf(one.type, one.where),
          patch: patchOf(one.type, one.patch),
        };
    }
  };

  const differs = (asked: unknown, expected: unknown, got: unknown): never => {
    throw new Error(
      `${JSON.stringify(asked)}\n  the standard: ${JSON.stringify(expected)}\n  the node:     ${JSON.stringify(got)}`,
    );
  };

  const noteCreated = (expected: Expected) => {
    const { about, status } = expected;
    if (status !== 201 || about === undefined || about.id.startsWith(`${name}-`)) return;
    if (!chosen[about.type].includes(about.id)) chosen[about.type].push(about.id);
  };

  async function takeWrite(one: Write): Promise<void> {
    const interaction = interactionOf(one);
    const asFhirPath = 'patch' in one && one.patch.asFhirPath;
    const { method, url, headers, resource } = requestOf(interaction, asFhirPath, queryOf);
    const answer = await node.ask('importer', method, url, {
      headers: { ...headers, ...(Array.isArray(resource) && { 'content-type': jsonPatch }) },
      ...(resource === undefined ? {} : { body: resource }),
    });
    const got = answerOf(answer);
    const expected = perform(state, interaction, got.about?.id);
    note(interaction.op, expected.status);
    if (!isDeepStrictEqual(got, expected)) differs(interaction, expected, { ...got, body: answer.body });
    if (got.about !== undefined && answer.body !== '') {
      compareContent(interaction, currentOf(state, got.about.type, got.about.id)?.content, answer.json());
    }
    noteCreated(expected);
  }

  async function takeBundle(one: Extract<Step, { op: 'transaction' | 'batch' }>): Promise<void> {
    const writes = independent(one.writes.map((each) => ({ each, interaction: interactionOf(each) })));
    const first =
      one.op === 'transaction' && one.linked ? linkable(writes.map(({ interaction }) => interaction)) : undefined;
    const entry = writes.map(({ each, interaction }, n) => {
      const { method, url, headers, resource } = requestOf(
        interaction,
        'patch' in each && each.patch.asFhirPath,
        queryOf,
      );
      const isLinked = first !== undefined && n === first.from;
      const linked = isLinked ? { ...resource, subject: { reference: 'urn:uuid:1' } } : resource;
      return {
        ...(first !== undefined && n === first.to ? { fullUrl: 'urn:uuid:1' } : {}),
        ...(linked === undefined ? {} : { resource: inBundle(linked) }),
        request: { method, url, ...conditionsOf(headers) },
      };
    });
    const answer = await node.ask('importer', 'POST', '/fhir', {
      body: { resourceType: 'Bundle', type: one.op, entry },
      headers: { prefer: 'return=minimal' },
    });
    const responses = answer.statusCode === 200 ? (answer.json() as ResponseBundle).entry.map(responseOf) : [];
    const newIds = responses.map((response) => response.about?.id);
    const interactions = writes.map(({ interaction }, n) =>
      first !== undefined && n === first.from && interaction.op === 'create'
        ? {
            ...interaction,
            body: { ...interaction.body, subject: { reference: `Patient/${newIds[first.to] ?? 'unknown'}` } },
          }
        : interaction,
    );
    const expected =
      one.op === 'batch'
        ? interactions.map((interaction, n) => perform(state, interaction, newIds[n]))
        : performAll(state, interactions, newIds);
    note(one.op, expected === undefined ? 400 : 200);
    if (expected === undefined) {
      if (answer.statusCode < 400 || answer.statusCode >= 500) differs(entry, 'a refusal', answer.body);
      return;
    }
    if (!isDeepStrictEqual(responses, expected)) differs(entry, expected, answer.body);
    for (const each of expected) noteCreated(each);
  }

  async function takeRead({ op, target: at, version }: Reading): Promise<void> {
    const id = idOf(at.type, at.slot);
    const versions = state.get(`${at.type}/${id}`) ?? [];
    const path = `${at.type}/${id}`;
    if (op === 'history') return compareHistory(path);
    const url = op === 'read' ? path : `${path}/_history/${version}`;
    const answer = await node.ask('importer', 'GET', url);
    const meant = op === 'read' ? versions.at(-1) : versions[version - 1];
    const status = meant === undefined ? 404 : meant.content === undefined ? 410 : 200;
    note(op, status);
    if (answer.statusCode !== status) differs(url, status, answer.body);
    if (status !== 200) return;
    if (answer.headers.etag !== `W/"${meant?.number}"`) differs(url, meant?.number, answer.headers.etag);
    compareContent(url, meant?.content, answer.json());
  }

  async function compareHistory(path: string): Promise<void> {
    const versions = state.get(path) ?? [];
    const answer = await node.ask('importer', 'GET', `${path}/_history`);
    note('history', answer.statusCode);
    if (versions.length === 0) {
      if (answer.statusCode !== 404) differs(`${path}/_history`, 404, answer.body);
      return;
    }
    const { entry = [], total } = answer.json() as HistoryBundle;
    const got = entry.map(({ resource, request, response }) => ({
      number: Number(/"(\d+)"/.exec(response.etag)?.[1]),
      content: request.method === 'DELETE' ? undefined : withoutStamp(resource),
    }));
    const expected = versions.toReversed().map(({ number, content }) => ({ number, content }));
    if (!isDeepStrictEqual(got, expected)) differs(`${path}/_history`, expected, got);
    if (total !== undefined && total !== versions.length) differs(`${path}/_history`, versions.length, total);
  }

  /** The history of a type has every version once, those of one resource newest first. */
  async function compareTypeHistories(): Promise<void> {
    for (const type of ['Patient', 'Observation'] as const) {
      const found = new Map<string, number[]>();
      let url: string | undefined = `${type}/_history?_count=50&_since=${since}`;
      while (url !== undefined) {
        const answer = await node.ask('importer', 'GET', url);
        const { entry = [], link = [] } = answer.json() as HistoryBundle;
        for (const { fullUrl, response } of entry) {
          const address = fullUrl.split('/').slice(-2).join('/');
          if (!state.has(address)) continue;
          found.set(address, [...(found.get(address) ?? []), Number(/"(\d+)"/.exec(response.etag)?.[1])]);
        }
        url = link.find(({ relation }) => relation === 'next')?.url.replace(/^https?:\/\/[^/]+/, '');
      }
      for (const [address, versions] of state) {
        if (!address.startsWith(`${type}/`)) continue;
        const expected = versions.map(({ number }) => number).toReversed();
        if (!isDeepStrictEqual(found.get(address), expected)) differs(`${type}/_history`, expected, found.get(address));
      }
    }
  }

  async function takeSearch({ type, where: asked, count }: Extract<Step, { op: 'search' }>): Promise<void> {
    const criteria = criteriaOf(type, asked);
    const expected = matching(state, type, criteria);
    const found: unknown[] = [];
    let url: string | undefined = `${type}?${queryOf(criteria)}&_count=${count}&_total=accurate`;
    note('search', expected.length > 0 ? 200 : 204);
    while (url !== undefined) {
      const answer = await node.ask('importer', 'GET', url);
      if (answer.statusCode !== 200) differs(url, 200, answer.body);
      const bundle = answer.json() as SearchBundle;
      if (bundle.total !== expected.length) differs(url, expected.length, bundle.total);
      found.push(...(bundle.entry ?? []).map(({ resource }) => withoutStamp(resource)));
      url = bundle.link.find(({ relation }) => relation === 'next')?.url.replace(/^https?:\/\/[^/]+/, '');
    }
    const byId = (one: unknown, other: unknown) =>
      ((one as Content).id ?? '').localeCompare((other as Content).id ?? '');
    if (!isDeepStrictEqual(found.sort(byId), [...expected].sort(byId))) differs({ type, criteria }, expected, found);
  }

  return {
    async take(one: Step): Promise<void> {
      if (one.op === 'write') return takeWrite(one.write);
      if (one.op === 'search') return takeSearch(one);
      if (one.op === 'transaction' || one.op === 'batch') return takeBundle(one);
      return takeRead(one as Reading);
    },
    /** Every history that the model has is the node's. */
    async compareAll(): Promise<void> {
      for (const path of state.keys()) await compareHistory(path);
      await compareTypeHistories();
      for (const type of ['Patient', 'Observation'] as const)
        await takeSearch({ op: 'search', type, where: {}, count: 100 });
    },
  };
}

interface ResponseBundle {
  readonly entry: readonly { readonly response: { status: string; location?: string; etag?: string } }[];
}
interface HistoryBundle {
  readonly total?: number;
  readonly link?: readonly { readonly relation: string; readonly url: string }[];
  readonly entry?: readonly {
    readonly fullUrl: string;
    readonly resource?: unknown;
    readonly request: { readonly method: string };
    readonly response: { readonly etag: string };
  }[];
}
interface SearchBundle {
  readonly total?: number;
  readonly link: readonly { readonly relation: string; readonly url: string }[];
  readonly entry?: readonly { readonly resource: unknown }[];
}

function note(op: string, status: number): void {
  const name = `${op} ${status}`;
  taken[name] = (taken[name] ?? 0) + 1;
}

function aboutOf(location: unknown): Pick<Expected, 'about'> {
  const [, type, id, version] = /(Patient|Observation)\/([^/]+)\/_history\/(\d+)$/.exec(String(location)) ?? [];
  return version === undefined ? {} : { about: { type: type as Kind, id: id ?? '', version: Number(version) } };
}

function answerOf(answer: Answer): Expected {
  return { status: answer.statusCode, ...aboutOf(answer.headers.location) };
}

function responseOf({ response }: ResponseBundle['entry'][number]): Expected {
  return { status: Number(response.status.slice(0, 3)), ...aboutOf(response.location) };
}

/** The resource as its author wrote it. */
function withoutStamp(resource: unknown): unknown {
  const { meta, ...rest } = resource as { readonly meta: Record<string, unknown> };
  const { versionId: _version, lastUpdated: _updated, ...own } = meta;
  return { ...rest, meta: own };
}

function compareContent(asked: unknown, expected: Content | undefined, got: unknown): void {
  if (isDeepStrictEqual(withoutStamp(got), expected)) return;
  throw new Error(`${JSON.stringify(asked)}\n  expected ${JSON.stringify(expected)}\n  got ${JSON.stringify(got)}`);
}
