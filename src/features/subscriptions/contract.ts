import type { CareCategory, SearchCriterion } from '#fhir';

/** How much of what happened a notification tells (value set backport-content-value-set). */
export type Content = 'empty' | 'id-only' | 'full-resource';

/** What was done to a resource, in the words of SubscriptionTopic.resourceTrigger.supportedInteraction. */
export type Trigger = 'create' | 'update' | 'delete';

export interface Channel {
  readonly type: 'rest-hook' | 'websocket' | 'email';
  /** An http(s) address, or a mail address; absent for websockets. */
  readonly endpoint?: string;
  /** `Name: sealed value`; the value is opened only to be sent. */
  readonly headers: readonly string[];
  /** Media type of what is sent; absent: no body. */
  readonly payload?: 'application/fhir+json' | 'application/fhir+xml';
  /** Absent in Subscriptions of plain R4, which know neither notifications nor handshakes. */
  readonly content?: Content;
  /** Seconds between heartbeats. */
  readonly heartbeat?: number;
  /** Seconds that one attempt may take. */
  readonly timeout: number;
  /** Events in one notification. */
  readonly maxCount: number;
}

/** What a resource of one type must have come to for a subscription to have an event. */
export interface Watched {
  readonly type: string;
  readonly triggers: readonly Trigger[];
  /** All must hold for the resource as it is now; as it was last, for a deletion. */
  readonly criteria: readonly SearchCriterion[];
  /** What a topic asks of the version before and of the new one (SubscriptionTopic.resourceTrigger.queryCriteria). */
  readonly change?: ChangeCriteria;
}

export interface ChangeCriteria {
  readonly previous?: readonly SearchCriterion[];
  readonly current?: readonly SearchCriterion[];
  /** What counts as the test of `previous` where there was none, and of `current` where there is none any more. */
  readonly resultForCreate: boolean;
  readonly resultForDelete: boolean;
  readonly requireBoth: boolean;
}

/** A Subscription resource, read and found to be one that the node can keep. */
export interface Definition {
  readonly watched: readonly Watched[];
  /** Canonical address of the topic; absent where the criteria are a search of plain R4. */
  readonly topic?: string;
  readonly channel: Channel;
  readonly ends?: Date;
}

export type Status = 'requested' | 'active' | 'error' | 'off';

/** A subscription as the node keeps it beside its resource. */
export interface Subscription {
  readonly id: string;
  /** Account on whose behalf, and under whose rights of the moment, everything is sent. */
  readonly owner: string;
  readonly version: number;
  readonly status: Status;
  readonly definition: Definition;
  /** Number of its last numbered event. */
  readonly lastNumber: number;
}

/** Something that happened. It has no number until its owner is known to be allowed to know of it. */
export interface SubscriptionEvent {
  /** Order in which it was noted. */
  readonly seq: number;
  readonly number?: number;
  readonly type: string;
  readonly id: string;
  readonly version: number;
  readonly compartment: string;
  readonly category: CareCategory;
  readonly trigger: Trigger;
  readonly at: Date;
}

export const canonical = 'http://hl7.org/fhir/uv/subscriptions-backport';
