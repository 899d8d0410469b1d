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

/**
 * Random sequences of interactions, sent to a whole node and to a model of the standard in plain maps: every answer is
 * the model's, and so is what stands there afterwards. A failure prints its seed and the shortest sequence that shows it.
 */
const soak = process.env.CARNET_SOAK === '1';
const runs = Number(process.env.CARNET_SEQUENCES ?? (soak ? 3_000 : 40));
const seed = Number(process.env.CARNET_SEED ?? Date.now() % 1_000_000);

const system = 'urn:model';
const jsonPatch = 'application/json-patch+json';

type Node = Awaited<ReturnType<typeof openTestNode>>;
type Answer = Awaited<ReturnType<Node['ask']>>;

/** A resource by its number in the run: the first few have ids of the client's choice, the others the server's. */
interface Target {
  readonly type: Kind;
  readonly slot: number;
}

interface Body {
  readonly type: Kind;
  readonly identifier: string;
  readonly person: number;
  readonly status: string;
  readonly family: string;
  readonly birthDate: string;
}

type Where = { readonly [Name in keyof Criteria]?: string | number };
type IfMatch = 'right' | 'wrong' | undefined;

type Write =
  | { readonly op: 'create'; readonly body: Body; readonly ifNoneExist: boolean }
  | {
      readonly op: 'update';
      readonly slot: number;
      readonly body: Body;
      readonly ifMatch: IfMatch;
      readonly ifAbsent: boolean;
    }
  | { readonly op: 'updateWhere'; readonly where: Where; readonly body: Body; readonly slot: number | undefined }
  | { readonly op: 'delete'; readonly target: Target; readonly ifMatch: IfMatch }
  | { readonly op: 'deleteWhere'; readonly type: Kind; readonly where: Where }
  | { readonly op: 'patch'; readonly target: Target; readonly patch: PatchOf; readonly ifMatch: IfMatch }
  | { readonly op: 'patchWhere'; readonly type: Kind; readonly where: Where; readonly patch: PatchOf };

interface PatchOf {
  readonly value: number;
  readonly was: number | undefined;
  readonly asFhirPath: boolean;
}

interface Reading {
  readonly op: 'read' | 'vread' | 'history';
  readonly target: Target;
  readonly version: number;
}

type Step =
  | { readonly op: 'write'; readonly write: Write }
  | Reading
  | { readonly op: 'search'; readonly type: Kind; readonly where: Where; readonly count: number }
  | { readonly op: 'transaction' | 'batch'; readonly writes: readonly Write[]; readonly linked: boolean };

const statuses = ['registered', 'preliminary', 'final', 'amended'] as const;
const dates = ['1984-03-12', '1944-01-02', '2015-06-30'] as const;
const families = ['Moreau', 'Morel', 'Silva'] as const;
const letters = ['a', 'b', 'c', 'd'] as const;

const kind = fc.constantFrom<Kind>('Patient', 'Observation');
const slot = fc.constantFrom(0, 1, 2, 4, 5);
const target: fc.Arbitrary<Target> = fc.record({ type: kind, slot });
const body: fc.Arbitrary<Body> = fc.record({
  type: kind,
  identifier: fc.constantFrom(...letters),
  person: fc.constantFrom(0, 0, 0, 1),
  status: fc.constantFrom(...statuses),
  family: fc.constantFrom(...families),
  birthDate: fc.constantFrom(...dates),
});
const ifMatch = fc.constantFrom<IfMatch>(undefined, undefined, 'right', 'wrong');
const patch = fc.record({ value: fc.nat(3), was: fc.option(fc.nat(3), { nil: undefined }), asFhirPath: fc.boolean() });

function where(type: Kind): fc.Arbitrary<Where> {
  const own =
    type === 'Patient'
      ? [
          fc.record({ family: fc.constantFrom('mor', 'Silva', 'MOREAU') }),
          fc.record({ birthdate: fc.constantFrom(...dates) }),
        ]
      : [
          fc.record({ status: fc.constantFrom(...statuses) }),
          fc.record({ 'status:not': fc.constantFrom(...statuses) }),
          fc.record({ subject: fc.nat(1) }),
        ];
  const one: fc.Arbitrary<Where> = fc.oneof(
    { arbitrary: fc.record({ identifier: fc.constantFrom(...letters) }), weight: 3 },
    { arbitrary: fc.record({ _id: slot }), weight: 1 },
    ...own.map((arbitrary) => ({ arbitrary: arbitrary as fc.Arbitrary<Where>, weight: 1 })),
  );
  return fc.tuple(one, fc.option(one, { nil: {} })).map(([first, second]) => ({ ...first, ...second }));
}

const typed = kind.chain((type) => fc.record({ type: fc.constant(type), where: where(type) }));

const write: fc.Arbitrary<Write> = fc.oneof(
  fc.record({ op: fc.constant('create' as const), body, ifNoneExist: fc.boolean() }),
  {
    arbitrary: fc.record({
      op: fc.constant('update' as const),
      slot,
      body,
      ifMatch,
      ifAbsent: fc.nat(5).map((n) => n === 0),
    }),
    weight: 3,
  },
  fc.tuple(typed, body, fc.option(slot, { nil: undefined })).map(([at, one, id]) => ({
    op: 'updateWhere' as const,
    where: at.where,
    body: { ...one, type: at.type },
    slot: id,
  })),
  fc.record({ op: fc.constant('delete' as const), target, ifMatch }),
  typed.map((at) => ({ op: 'deleteWhere' as const, ...at })),
  { arbitrary: fc.record({ op: fc.constant('patch' as const), target, patch, ifMatch }), weight: 2 },
  fc.tuple(typed, patch).map(([at, one]) => ({ op: 'patchWhere' as const, ...at, patch: one })),
);

const step: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: write.map((one): Step => ({ op: 'write', write: one })), weight: 8 },
  {
    arbitrary: fc.record({
      op: fc.constantFrom('read' as const, 'vread' as const, 'history' as const),
      target,
      version: fc.integer({ min: 1, max: 5 }),
    }),
    weight: 3,
  },
  {
    arbitrary: fc
      .tuple(typed, fc.integer({ min: 1, max: 3 }))
      .map(([at, count]): Step => ({ op: 'search', ...at, count })),
    weight: 3,
  },
  {
    arbitrary: fc.record({
      op: fc.constantFrom('transaction' as const, 'batch' as const),
      writes: fc.array(write, { minLength: 1, maxLength: 5 }),
      linked: fc.boolean(),
    }),
    weight: 2,
  },
);

/** What stands there before a sequence begins, so that it meets more than absence. */
const firstSteps: readonly Step[] = [0, 1].flatMap((person) =>
  (['Patient', 'Observation'] as const).map((type) => {
    const of = { identifier: letters[person] ?? '', person, status: 'final', family: 'Moreau', birthDate: dates[0] };
    const first: Write = { op: 'update', slot: person, body: { type, ...of }, ifMatch: undefined, ifAbsent: false };
    return { op: 'write', write: first } as const;
  }),
);

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

  /** Method, address, headers and body of an interaction. */
  const requestOf = (one: Interaction, asFhirPath: boolean): Request => {
    switch (one.op) {
      case 'create': {
        const { resourceType } = one.body;
        const ifNoneExist = one.ifNoneExist === undefined ? {} : { 'if-none-exist': queryOf(one.ifNoneExist) };
        return { method: 'POST', url: resourceType, headers: ifNoneExist, resource: one.body };
      }
      case 'update': {
        const url = `${one.body.resourceType}/${one.id}`;
        const headers = { ...etag(one.ifMatch), ...(one.ifAbsent === true && { 'if-none-match': '*' }) };
        return { method: 'PUT', url, headers, resource: one.body };
      }
      case 'updateWhere':
        return {
          method: 'PUT',
          url: `${one.body.resourceType}?${queryOf(one.criteria)}`,
          headers: {},
          resource: one.body,
        };
      case 'delete':
        return { method: 'DELETE', url: `${one.type}/${one.id}`, headers: etag(one.ifMatch) };
      case 'deleteWhere':
        return { method: 'DELETE', url: `${one.type}?${queryOf(one.criteria)}`, headers: {} };
      case 'patch':
        return {
          method: 'PATCH',
          url: `${one.type}/${one.id}`,
          headers: etag(one.ifMatch),
          resource: patchBody(one, asFhirPath),
        };
      case 'patchWhere':
        return {
          method: 'PATCH',
          url: `${one.type}?${queryOf(one.criteria)}`,
          headers: {},
          resource: patchBody(one, asFhirPath),
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
    const { method, url, headers, resource } = requestOf(interaction, asFhirPath);
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
      const { method, url, headers, resource } = requestOf(interaction, 'patch' in each && each.patch.asFhirPath);
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

interface Request {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly resource?: object;
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

function etag(version: string | undefined): Record<string, string> {
  return version === undefined ? {} : { 'if-match': `W/"${version}"` };
}

function patchBody(
  { patch: { element, value, was }, type }: { readonly patch: Patch; readonly type: Kind },
  asFhirPath: boolean,
): object {
  // FHIRPath Patch knows no test.
  if (asFhirPath && was === undefined) {
    const part = [
      { name: 'type', valueCode: 'replace' },
      { name: 'path', valueString: `${type}.${element}` },
      { name: 'value', ...(element === 'status' ? { valueCode: value } : { valueDate: value }) },
    ];
    return { resourceType: 'Parameters', parameter: [{ name: 'operation', part }] };
  }
  const test = was === undefined ? [] : [{ op: 'test', path: `/${element}`, value: was }];
  return [...test, { op: 'replace', path: `/${element}`, value }];
}

/** Of writes for one Bundle those that cannot get in each other's way, so that what must come of them is plain. */
function independent<Planned extends { readonly interaction: Interaction }>(
  writes: readonly Planned[],
): readonly Planned[] {
  const kept: Planned[] = [];
  for (const one of writes) if (!kept.some((other) => collide(one.interaction, other.interaction))) kept.push(one);
  return kept;
}

function collide(one: Interaction, other: Interaction): boolean {
  const type = (of: Interaction) => ('body' in of ? of.body.resourceType : of.type);
  const conditional = (of: Interaction) => 'criteria' in of || (of.op === 'create' && of.ifNoneExist !== undefined);
  const id = (of: Interaction) => ('id' in of ? of.id : undefined);
  if (type(one) !== type(other)) return false;
  return conditional(one) || conditional(other) || (id(one) !== undefined && id(one) === id(other));
}

/** A new Observation and the new Patient whom it can be about. */
function linkable(interactions: readonly Interaction[]): { readonly from: number; readonly to: number } | undefined {
  const creates = (type: Kind) =>
    interactions.findIndex(
      (one) => one.op === 'create' && one.ifNoneExist === undefined && one.body.resourceType === type,
    );
  const [from, to] = [creates('Observation'), creates('Patient')];
  return from === -1 || to === -1 ? undefined : { from, to };
}

/** A JSON Patch stands in a Bundle as a Binary (http.html#patch). */
function inBundle(resource: object): object {
  if (!Array.isArray(resource)) return resource;
  const data = Buffer.from(JSON.stringify(resource)).toString('base64');
  return { resourceType: 'Binary', contentType: jsonPatch, data };
}

function conditionsOf(headers: Readonly<Record<string, string>>): object {
  const names = { 'if-match': 'ifMatch', 'if-none-match': 'ifNoneMatch', 'if-none-exist': 'ifNoneExist' };
  return Object.fromEntries(
    Object.entries(names).flatMap(([header, name]) => (headers[header] === undefined ? [] : [[name, headers[header]]])),
  );
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
