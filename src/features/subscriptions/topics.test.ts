import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Resource } from '#fhir';
import type { StoredVersion, WriteResult } from '#records';
import { eventsOf, watchersOf } from './match-written.ts';
import { readSubscription } from './read-subscription.ts';
import { subscriptionTo, topic } from './testing.ts';
import { topicResource } from './topic-resource.ts';
import { loadTopics } from './topics.ts';

const baseUrl = 'http://localhost/fhir';
let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'carnet-topics-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

function declare(more: object = {}): void {
  const encounterEnd = {
    resourceType: 'SubscriptionTopic',
    id: 'encounter-end',
    url: 'http://example.org/SubscriptionTopic/encounter-end',
    title: 'A visit has ended',
    status: 'active',
    resourceTrigger: [
      {
        resource: 'http://hl7.org/fhir/StructureDefinition/Encounter',
        supportedInteraction: ['create', 'update'],
        queryCriteria: {
          previous: 'status:not=finished',
          resultForCreate: 'test-passes',
          current: 'status=finished',
          resultForDelete: 'test-fails',
          requireBoth: true,
        },
      },
    ],
    ...more,
  };
  writeFileSync(join(directory, 'encounter-end.json'), JSON.stringify(encounterEnd));
}

function encounter(status: string, version: number): StoredVersion {
  const resource = {
    resourceType: 'Encounter',
    id: 'e',
    status,
    class: { code: 'AMB' },
    subject: { reference: 'Patient/p' },
  };
  const place = { type: 'Encounter', id: 'e', compartment: 'p', category: 'encounters' } as const;
  return { ...place, version, updated: new Date(), deleted: false, text: JSON.stringify(resource) };
}

describe('topics', () => {
  it('are there for each resource type but Subscription', () => {
    const topics = loadTopics(baseUrl);
    expect(topics.get(topic('observation-changed'))?.triggers).toEqual([
      { type: 'Observation', triggers: ['create', 'update', 'delete'] },
    ]);
    expect(topics.has(topic('subscription-changed'))).toBe(false);
    expect(topics.size).toBeGreaterThan(140);
  });

  it('that the operator declares compare a version with the one before', () => {
    declare();
    const topics = loadTopics(baseUrl, directory);
    const resource = subscriptionTo('http://example.org/SubscriptionTopic/encounter-end', {
      endpoint: 'https://a.org/',
    });
    const endpoints = {
      check: () => ({ ok: true, value: { url: new URL('https://a.org/'), trusted: true } }) as const,
    };
    const read = readSubscription(resource as Resource, { baseUrl, topics, endpoints, email: false });
    if (!read.ok) throw new Error(read.fault.issues[0]?.text);
    const [watched] = read.value.watched;
    if (watched === undefined) throw new Error('Nothing is watched');
    const watchers = watchersOf([{ subscription: 's', watched }]);
    const noted = (result: WriteResult) => eventsOf([result], watchers).length;
    const [planned, finished] = [encounter('planned', 1), encounter('finished', 2)];
    expect(noted({ outcome: 'created', stored: planned })).toBe(0);
    expect(noted({ outcome: 'created', stored: finished })).toBe(1);
    expect(noted({ outcome: 'updated', stored: finished, replaced: planned })).toBe(1);
    expect(noted({ outcome: 'updated', stored: finished, replaced: finished })).toBe(0);
    expect(noted({ outcome: 'updated', stored: planned, replaced: finished })).toBe(0);
    expect(noted({ outcome: 'unchanged', stored: finished })).toBe(0);
  });

  it.each([
    ['another resource', { resourceType: 'Basic' }],
    ['a type that is not watched', { resourceTrigger: [{ resource: 'Subscription' }] }],
    ['FHIRPath', { resourceTrigger: [{ resource: 'Encounter', fhirPathCriteria: 'true' }] }],
    ['a chain', { resourceTrigger: [{ resource: 'Encounter', queryCriteria: { current: 'subject:Patient.name=x' } }] }],
    ['no trigger', { resourceTrigger: [] }],
  ])('stop the start where they cannot be used: %s', (_name, more) => {
    declare(more);
    expect(() => loadTopics(baseUrl, directory)).toThrow('encounter-end.json');
  });

  it('can be read as R4 has them', () => {
    declare();
    const found = loadTopics(baseUrl, directory).get('http://example.org/SubscriptionTopic/encounter-end');
    const resource = JSON.stringify(found && topicResource(found));
    expect(resource).toContain('"valueString":"status:not=finished"');
    expect(resource).toContain('"code":"SubscriptionTopic"');
    expect(resource).toContain('"valueString":"patient"');
  });
});
