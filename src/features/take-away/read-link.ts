import { createHmac, timingSafeEqual } from 'node:crypto';
import type { AuditEntry } from '#audit';
import { fail, newTraceId, type Outcome, ok } from '#kernel';
import { digestOf, isPasscode } from './link-secret.ts';
import { giveAttemptBack, type KeptLink, noteWrong, readFile, takeAttempt, validLink } from './link-table.ts';
import { noSuchLink, objectsOf, type TakeAwayOptions } from './take-away-options.ts';

export interface LinkReading extends TakeAwayOptions {
  /** Seals addresses of files. */
  readonly fileKey: Uint8Array;
}

/** Who opens a link, in his own words, and from where. */
export interface Reader {
  readonly recipient: string;
  readonly address?: string;
}

export interface Manifest {
  readonly status: 'finalized';
  readonly files: readonly {
    readonly contentType: string;
    readonly lastModified: string;
    readonly embedded?: string;
    readonly location?: string;
  }[];
}

/** A wrong passcode, with how many more there may be. */
export interface WrongPasscode {
  readonly remainingAttempts: number;
}

const contentType = 'application/fhir+json';
/** Milliseconds for which the address of a file is good (Manifest: at most an hour). */
const fileFor = 10 * 60_000;

/**
 * The manifest of a link with or without a passcode (SMART Health Links, Manifest Request). What there is not, what is over
 * and what was read with the U flag's way although it has a passcode are one answer. Every passcode is counted before it is
 * looked at; after five wrong ones the link is dead.
 */
export async function readManifest(
  options: LinkReading,
  secret: string,
  request: {
    readonly reader: Reader;
    readonly passcode: string | undefined;
    readonly embeddedLengthMax: number | undefined;
  },
): Promise<Outcome<Manifest | WrongPasscode>> {
  const found = await linkOf(options, secret);
  if (!found.ok) return found;
  const link = found.value;
  if (link.passcode !== null) {
    const left = await takeAttempt(options.db, link.id);
    if (left === undefined) return { ok: false, fault: noSuchLink() };
    if (!(await isPasscode(request.passcode ?? '', link.passcode))) {
      await noteWrong(options.db, link.id);
      await options.audit.record([readingEntry(options, link, request.reader, 'denied')]);
      return ok({ remainingAttempts: left });
    }
    await giveAttemptBack(options.db, link.id);
  }
  const file = { contentType, lastModified: link.created.toISOString() };
  const sealed = {
    ...file,
    location: `${options.node.publicUrl}/api/health-links/${secret}/${ticketOf(options, link.id)}`,
  };
  if (request.embeddedLengthMax !== undefined && request.embeddedLengthMax < 1) {
    return ok({ status: 'finalized', files: [sealed] });
  }
  const length = await fileLength(options, link.id);
  if (request.embeddedLengthMax !== undefined && length > request.embeddedLengthMax) {
    return ok({ status: 'finalized', files: [sealed] });
  }
  const embedded = await giveFile(options, link, request.reader);
  return embedded.ok ? ok({ status: 'finalized', files: [{ ...file, embedded: embedded.value }] }) : embedded;
}

/** The file of a link without a passcode, directly (flag U). */
export async function readDirectly(options: LinkReading, secret: string, reader: Reader): Promise<Outcome<string>> {
  const found = await linkOf(options, secret);
  if (!found.ok) return found;
  if (found.value.passcode !== null) return { ok: false, fault: noSuchLink() };
  return giveFile(options, found.value, reader);
}

/** The file at an address that a manifest gave. */
export async function readTicket(
  options: LinkReading,
  secret: string,
  ticket: string,
  reader: Reader,
): Promise<Outcome<string>> {
  const found = await linkOf(options, secret);
  if (!found.ok) return found;
  return isTicketOf(options, found.value.id, ticket)
    ? giveFile(options, found.value, reader)
    : { ok: false, fault: noSuchLink() };
}

async function linkOf({ db, clock }: LinkReading, secret: string): Promise<Outcome<KeptLink>> {
  const id = digestOf(secret);
  const link = id === undefined ? undefined : await validLink(db, id, clock.now());
  return link === undefined ? { ok: false, fault: noSuchLink() } : ok(link);
}

async function fileLength({ db }: LinkReading, id: string): Promise<number> {
  const [row] = await db.query<{ n: number }>('select length(jwe) as n from health_link where id = $1', [id]);
  return row?.n ?? 0;
}

/** The log entry and what it tells of are one transaction: no file leaves unlogged. */
async function giveFile(options: LinkReading, link: KeptLink, reader: Reader): Promise<Outcome<string>> {
  const jwe = await options.db.transaction(async (tx) => {
    const file = await readFile(tx, link.id, options.clock.now());
    if (file !== undefined) await options.audit.append(tx, [readingEntry(options, link, reader, 'success')]);
    return file;
  });
  return jwe === undefined
    ? fail('resource.not-found', 'There is no such link, or it is not valid any more.')
    : ok(jwe);
}

/** Who opens a link says himself who he is: his name stands in quotation marks, so that it passes for nobody else's. */
function readingEntry(
  { clock, node }: LinkReading,
  link: KeptLink,
  { recipient, address }: Reader,
  outcome: AuditEntry['outcome'],
): AuditEntry {
  return {
    at: clock.now(),
    traceId: newTraceId(),
    action: 'disclose',
    outcome,
    interaction: 'health-link',
    patient: link.patient,
    agent: {
      subject: `health-link:${link.id}`,
      name: `“${recipient}”`,
      role: 'health-link',
      organization: link.label,
      country: node.country,
      client: 'smart-health-link',
      ...(address === undefined ? {} : { address }),
    },
    purpose: 'PATRQT',
    rule: 'ehds-7-health-link',
    objects: objectsOf(link.categories),
  };
}

function ticketOf({ fileKey, clock }: LinkReading, id: string): string {
  const until = String(clock.now().getTime() + fileFor);
  return `${until}.${sealOf(fileKey, id, until).toString('base64url')}`;
}

function isTicketOf({ fileKey, clock }: LinkReading, id: string, ticket: string): boolean {
  const [, until = '', seal = ''] = /^(\d{13})\.([A-Za-z0-9_-]{43})$/.exec(ticket) ?? [];
  if (until === '' || Number(until) < clock.now().getTime()) return false;
  return timingSafeEqual(sealOf(fileKey, id, until), Buffer.from(seal, 'base64url'));
}

function sealOf(key: Uint8Array, id: string, until: string): Buffer {
  return createHmac('sha256', key).update(`${id}\n${until}`).digest();
}
