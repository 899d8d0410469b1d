import type { Caller } from '#identity';
import type { Records, StoredVersion } from '#records';
import type { SubscriptionEvent } from './contract.ts';
import type { ToldEvent } from './notification.ts';

export interface TellOptions {
  readonly records: Pick<Records, 'readVersion' | 'knownOf'>;
}

const readTogether = 50;

/** What may be told of events, by their `seq`; what is not in it, the reader may not know of. */
export type Told = ReadonlyMap<number, StoredVersion | 'gone'>;

/** Those of the events that a reader may know of at this moment. Nothing is read, so nothing is logged. */
export async function visibleEvents(
  { records }: TellOptions,
  reader: Caller,
  events: readonly SubscriptionEvent[],
): Promise<readonly SubscriptionEvent[]> {
  const known = await records.knownOf(reader, events);
  return events.filter((_event, n) => known[n] === true);
}

/**
 * What a reader may see of events at this moment, decided anew and read through the door, with its entry in the log of
 * the person. What is plainly hidden from him is not asked for, so that no log fills with questions that nobody put.
 * Throws where the door could not answer: that says nothing about what exists.
 */
export async function tellEvents(
  options: TellOptions,
  reader: Caller,
  events: readonly SubscriptionEvent[],
  interaction: string,
): Promise<Told> {
  const told = new Map<number, StoredVersion | 'gone'>();
  const tell = async ({ seq, type, id, version }: SubscriptionEvent) => {
    const read = await options.records.readVersion(reader, type, id, version, interaction);
    if (read.ok) told.set(seq, read.value);
    else if (read.fault.kind === 'gone') told.set(seq, 'gone');
    else if (read.fault.kind !== 'not-found' && read.fault.kind !== 'forbidden') throw new Error(read.fault.code);
  };
  const visible = await visibleEvents(options, reader, events);
  // Read together, so that their log entries become durable together.
  for (let from = 0; from < visible.length; from += readTogether) {
    await Promise.all(visible.slice(from, from + readTogether).map(tell));
  }
  return told;
}

/** A numbered event with what is told of it. */
export function toldEvent(event: ToldEvent['event'], told: Told): ToldEvent {
  const focus = told.get(event.seq);
  return focus === undefined ? { event } : { event, focus };
}
