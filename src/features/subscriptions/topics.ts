import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isResourceType, parseSearch, resourceTypes, type SearchCriterion } from '#fhir';
import { fail, type Outcome, ok } from '#kernel';
import type { ChangeCriteria, Trigger } from './contract.ts';
import { checkMatchable } from './match-criteria.ts';

/** What one kind of change of a topic asks for (SubscriptionTopic.resourceTrigger). */
export interface TopicTrigger {
  readonly type: string;
  readonly triggers: readonly Trigger[];
  readonly change?: ChangeCriteria;
  /** The queries of `change` as they were written, for the topic's resource. */
  readonly queries?: { readonly previous?: string; readonly current?: string };
}

export interface Topic {
  readonly id: string;
  readonly url: string;
  readonly title: string;
  readonly description: string;
  readonly triggers: readonly TopicTrigger[];
}

export type Topics = ReadonlyMap<string, Topic>;

const allTriggers: readonly Trigger[] = ['create', 'update', 'delete'];
/** Whom a Subscription itself may be shown to is not decided as for other resources. */
const notWatched: ReadonlySet<string> = new Set(['Subscription']);
const mostFiles = 200;

/**
 * The topics of a node by their canonical address: one for each resource type (`.../SubscriptionTopic/observation-changed`),
 * and those that the operator declares as SubscriptionTopic resources (R4B or R5, JSON), a file each, in `directory`.
 * Throws where a file cannot be used: what an operator declares must not be passed over.
 */
export function loadTopics(baseUrl: string, directory?: string): Topics {
  const topics = resourceTypes.filter((type) => !notWatched.has(type)).map((type) => changeTopic(baseUrl, type));
  const files = directory === undefined ? [] : readdirSync(directory).filter((name) => name.endsWith('.json'));
  if (files.length > mostFiles) throw new Error(`There may be up to ${mostFiles} files of topics`);
  for (const name of files.sort()) {
    const read = readTopic(JSON.parse(readFileSync(join(directory ?? '', name), 'utf8')), baseUrl);
    if (!read.ok) throw new Error(`The topic in ${name} cannot be used: ${read.fault.issues[0]?.text}`);
    topics.push(read.value);
  }
  return new Map(topics.map((topic) => [topic.url, topic]));
}

function changeTopic(baseUrl: string, type: string): Topic {
  const id = `${type.toLowerCase()}-changed`;
  return {
    id,
    url: `${baseUrl}/SubscriptionTopic/${id}`,
    title: `${type} changed`,
    description: `A resource of type ${type} was created, updated or deleted. Filters are the search parameters of the type.`,
    triggers: [{ type, triggers: allTriggers }],
  };
}

interface DeclaredTrigger {
  readonly resource?: unknown;
  readonly supportedInteraction?: readonly unknown[];
  readonly queryCriteria?: {
    readonly previous?: string;
    readonly current?: string;
    readonly resultForCreate?: string;
    readonly resultForDelete?: string;
    readonly requireBoth?: boolean;
  };
  readonly fhirPathCriteria?: unknown;
}

function readTopic(declared: unknown, baseUrl: string): Outcome<Topic> {
  const { resourceType, id, url, title, description, resourceTrigger, eventTrigger } = (declared ?? {}) as Record<
    string,
    unknown
  >;
  if (resourceType !== 'SubscriptionTopic') return fail('request.bad', 'It is no SubscriptionTopic.');
  if (typeof url !== 'string' || !URL.canParse(url)) return fail('request.bad', 'It has no url.');
  if (typeof id !== 'string') return fail('request.bad', 'It has no id.');
  if (eventTrigger !== undefined) return fail('request.bad', 'eventTrigger is not built.');
  if (!Array.isArray(resourceTrigger) || resourceTrigger.length === 0) {
    return fail('request.bad', 'It has no resourceTrigger.');
  }
  const triggers: TopicTrigger[] = [];
  for (const one of resourceTrigger as readonly DeclaredTrigger[]) {
    const read = readTrigger(one, baseUrl);
    if (!read.ok) return read;
    triggers.push(read.value);
  }
  return ok({
    id,
    url,
    title: typeof title === 'string' ? title : id,
    description: typeof description === 'string' ? description : '',
    triggers,
  });
}

function readTrigger(declared: DeclaredTrigger, baseUrl: string): Outcome<TopicTrigger> {
  const type = String(declared.resource ?? '').replace(/^http:\/\/hl7\.org\/fhir\/StructureDefinition\//, '');
  if (!isResourceType(type) || notWatched.has(type)) return fail('request.bad', 'It names a type that is not watched.');
  if (declared.fhirPathCriteria !== undefined) return fail('request.bad', 'fhirPathCriteria is not built.');
  const named = declared.supportedInteraction ?? allTriggers;
  const triggers = allTriggers.filter((trigger) => named.includes(trigger));
  if (triggers.length !== named.length) return fail('request.bad', 'It names an interaction that is not known.');
  const query = declared.queryCriteria;
  if (query === undefined) return ok({ type, triggers });
  const previous = readQuery(type, query.previous, baseUrl);
  if (!previous.ok) return previous;
  const current = readQuery(type, query.current, baseUrl);
  if (!current.ok) return current;
  return ok({
    type,
    triggers,
    change: {
      ...(previous.value === undefined ? {} : { previous: previous.value }),
      ...(current.value === undefined ? {} : { current: current.value }),
      resultForCreate: query.resultForCreate !== 'test-fails',
      resultForDelete: query.resultForDelete !== 'test-fails',
      requireBoth: query.requireBoth === true,
    },
    queries: {
      ...(query.previous === undefined ? {} : { previous: query.previous }),
      ...(query.current === undefined ? {} : { current: query.current }),
    },
  });
}

function readQuery(
  type: string,
  query: string | undefined,
  baseUrl: string,
): Outcome<readonly SearchCriterion[] | undefined> {
  return query === undefined ? ok(undefined) : readCriteria(type, query, baseUrl);
}

/** The criteria of `name=value&...` for resources of a type, all of which can be judged by one resource alone. */
export function readCriteria(type: string, query: string, baseUrl: string): Outcome<readonly SearchCriterion[]> {
  const asked = new URLSearchParams(query);
  const search = parseSearch(type, asked, { baseUrl });
  if (!search.ok) return search;
  const { criteria } = search.value;
  // What says how a page looks, or what else is in it, says nothing of one resource, and is not passed over.
  if (criteria.length !== asked.size) {
    return fail(
      'subscription.criteria',
      'The criteria of a Subscription say which resources, and nothing of how a page of them is made.',
    );
  }
  for (const criterion of criteria) {
    const matchable = checkMatchable(criterion);
    if (!matchable.ok) return matchable;
  }
  return ok(criteria);
}
