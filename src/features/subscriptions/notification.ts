import { randomUUID } from 'node:crypto';
import { printXml, type Resource } from '#fhir';
import type { StoredVersion } from '#records';
import { type Content, canonical, type Status, type SubscriptionEvent } from './contract.ts';

/** An event with what its owner may see of it at this moment. */
export interface ToldEvent {
  readonly event: SubscriptionEvent & { readonly number: number };
  /** The version that it is about; `gone` for a deletion; absent where the owner may not see it (any more). */
  readonly focus?: StoredVersion | 'gone';
}

export interface Notification {
  readonly baseUrl: string;
  readonly subscription: string;
  readonly topic?: string;
  readonly status: Status;
  readonly type: 'handshake' | 'heartbeat' | 'event-notification' | 'query-status' | 'query-event';
  readonly content: Content;
  readonly lastNumber: number;
  readonly events: readonly ToldEvent[];
  /** In words; what went wrong at the last attempt. */
  readonly error?: string;
  readonly at: Date;
}

/**
 * The notification as the JSON text of a Bundle (backport-subscription-notification-r4): first the status, then, with
 * the content level `full-resource`, each resource in the very text that is served.
 */
export function notificationBundle(notification: Notification): string {
  const { baseUrl, subscription, at, content, events } = notification;
  const status = {
    fullUrl: `urn:uuid:${randomUUID()}`,
    resource: statusResource(notification),
    request: { method: 'GET', url: `${baseUrl}/Subscription/${subscription}/$status` },
    response: { status: '200' },
  };
  const entries = [JSON.stringify(status)];
  if (content === 'full-resource') {
    for (const { event, focus } of events) if (focus !== undefined) entries.push(entryOf(baseUrl, event, focus));
  }
  const head = { resourceType: 'Bundle', id: randomUUID(), type: 'history', timestamp: at.toISOString() };
  return `${JSON.stringify(head).slice(0, -1)},"entry":[${entries.join()}]}`;
}

/** The status as R4 Parameters (backport-subscription-status-r4). */
export function statusResource(notification: Notification): object {
  const { baseUrl, subscription, topic, status, type, content, lastNumber, events, error } = notification;
  return {
    resourceType: 'Parameters',
    id: randomUUID(),
    meta: { profile: [`${canonical}/StructureDefinition/backport-subscription-status-r4`] },
    parameter: [
      { name: 'subscription', valueReference: { reference: `${baseUrl}/Subscription/${subscription}` } },
      ...(topic === undefined || content === 'empty' ? [] : [{ name: 'topic', valueCanonical: topic }]),
      { name: 'status', valueCode: status },
      { name: 'type', valueCode: type },
      { name: 'events-since-subscription-start', valueString: String(lastNumber) },
      ...events.map((told) => ({ name: 'notification-event', part: eventParts(baseUrl, content, told) })),
      ...(error === undefined ? [] : [{ name: 'error', valueCodeableConcept: { text: error } }]),
    ],
  };
}

function eventParts(baseUrl: string, content: Content, { event, focus }: ToldEvent): readonly object[] {
  const told = content !== 'empty' && focus !== undefined;
  return [
    { name: 'event-number', valueString: String(event.number) },
    { name: 'timestamp', valueInstant: event.at.toISOString() },
    ...(told ? [{ name: 'focus', valueReference: { reference: `${baseUrl}/${event.type}/${event.id}` } }] : []),
  ];
}

function entryOf(baseUrl: string, event: SubscriptionEvent, focus: StoredVersion | 'gone'): string {
  const address = `${event.type}/${event.id}`;
  const method = { create: 'POST', update: 'PUT', delete: 'DELETE' }[event.trigger];
  const code = { create: '201', update: '200', delete: '204' }[event.trigger];
  const after = JSON.stringify({
    request: { method, url: event.trigger === 'create' ? event.type : address },
    response: { status: code, etag: `W/"${event.version}"`, lastModified: event.at.toISOString() },
  });
  const resource = focus === 'gone' ? '' : `"resource":${focus.text},`;
  return `{"fullUrl":${JSON.stringify(`${baseUrl}/${address}`)},${resource}${after.slice(1)}`;
}

/** The text of a resource in the media type that a channel asks for. */
export function asPayload(text: string, payload: 'application/fhir+json' | 'application/fhir+xml'): string {
  return payload === 'application/fhir+json' ? text : printXml(JSON.parse(text) as Resource, text);
}
