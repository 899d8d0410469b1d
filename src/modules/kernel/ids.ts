import { randomUUID, randomUUIDv7 } from 'node:crypto';

const resourceIdForm = /^[A-Za-z0-9\-.]{1,64}$/;

/** Where new ids come from. Injected, so that tests can foresee them. */
export interface IdSource {
  next(): string;
}

/**
 * UUIDs of version 7 (RFC 9562): those of one time stand together in every index, so that what is written together
 * touches the same few pages. The 74 random bits make them as hard to guess as any.
 */
export const randomIds: IdSource = { next: () => randomUUIDv7() };

/** Is this a FHIR `id`? (FHIR R4, datatypes, id: 1 to 64 of A-Z a-z 0-9 - .) */
export function isResourceId(value: string): boolean {
  return resourceIdForm.test(value);
}

/** A W3C trace id: 16 bytes as 32 lower-case hexadecimal digits. It joins log lines and audit entries across nodes. */
export function newTraceId(): string {
  // Node draws UUIDs from a pool of random bytes; asking the system for sixteen at a time costs far more.
  return randomUUID().replaceAll('-', '');
}
