import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Access, Decision } from '#access';
import type { Audit } from '#audit';
import type { Database } from '#db';
import {
  ageRulesOf,
  type Caller,
  dayIn,
  type Identity,
  lastDayIn,
  type Proxies,
  type ProxyInvitation,
  type ProxyRecord,
  requireRecent,
} from '#identity';
import { type Clock, fail, isResourceId, type Outcome, ok } from '#kernel';
import { apiRoute, patientOf } from '#rest';
import type { InvitationLine, MadeInvitation, OfferedProxy, ProxiesAnswer, ProxyLine } from './contract.ts';
import { parseCode, parseProxyWish } from './parse-proxy.ts';
import { proxyEntry } from './proxy-entry.ts';

export { proxyEntry } from './proxy-entry.ts';

export interface ProxiesFeatureOptions {
  readonly identity: Pick<Identity, 'authenticate'>;
  readonly proxies: Proxies;
  readonly access: Pick<Access, 'decide'>;
  readonly audit: Pick<Audit, 'append' | 'record'>;
  readonly transact: Database['transaction'];
  readonly clock: Clock;
  /** ISO 3166-1 alpha-2 of this node: by its clock days end. */
  readonly country: string;
}

const largestBody = 8 * 1024;
/** Seconds within which who gives or takes on a proxy must have signed in. */
const recently = 900;

/**
 * Acting for others (EHDS article 4(2)): `/api/proxies`. A person gives a proxy by a code that another citizen enters; she
 * and he end it at once. What a parent or guardian may do is registered by the operator, upon a proof.
 */
export function registerProxies(app: FastifyInstance, options: ProxiesFeatureOptions): void {
  const { identity } = options;
  const route = (
    method: 'GET' | 'POST' | 'DELETE',
    url: string,
    handler: (options: ProxiesFeatureOptions, caller: Caller, request: FastifyRequest) => Promise<Outcome<unknown>>,
  ) =>
    apiRoute(app, {
      method,
      url: `/api/proxies${url}`,
      identity,
      maxBody: largestBody,
      handler: (caller, request) => handler(options, caller, request),
    });
  route('GET', '/mine', ofCaller);
  route('GET', '/of/:patient', ofPerson);
  route('POST', '/of/:patient/invitations', invite);
  route('DELETE', '/of/:patient/invitations/:id', withdraw);
  route('POST', '/codes/look', look);
  route('POST', '/codes/accept', accept);
  route('DELETE', '/:id', end);
}

async function ofCaller(
  { proxies, clock, country }: ProxiesFeatureOptions,
  caller: Caller,
): Promise<Outcome<readonly ProxyLine[]>> {
  if (caller.role !== 'citizen') return fail('access.denied', 'Only a citizen acts for others.');
  const now = clock.now();
  const records = await proxies.by(caller.subject);
  return ok(records.map((record) => lineOf(record, record.person, caller, now, country)));
}

/** For the person, and for who acts for her: who may look into the log may know who else acts. */
async function ofPerson(
  options: ProxiesFeatureOptions,
  caller: Caller,
  request: FastifyRequest,
): Promise<Outcome<ProxiesAnswer>> {
  const { proxies, audit, clock } = options;
  const patient = patientOf(request);
  if (!patient.ok) return patient;
  const decision = await options.access.decide({ caller, act: 'read-log', patient: patient.value });
  if (!decision.permit) return refuse(options, caller, patient.value, 'proxies', decision);
  const [records, invitations] = await Promise.all([proxies.of(patient.value), proxies.invitations(patient.value)]);
  const now = clock.now();
  await audit.record([proxyEntry(options.clock, caller, patient.value, 'proxies', decision.rule, { action: 'read' })]);
  const own = patient.value === caller.patient;
  return ok({
    proxies: records.map((record) => lineOf(record, record.name, caller, now, options.country)),
    invitations: own ? invitations.map((invitation) => invitationLine(invitation, options.country)) : [],
    mayGive: own,
  });
}

async function invite(
  options: ProxiesFeatureOptions,
  caller: Caller,
  request: FastifyRequest,
): Promise<Outcome<MadeInvitation>> {
  const own = await ownRecord(options, caller, request, 'invite-proxy');
  if (!own.ok) return own;
  const wish = parseProxyWish(request.body, ageRulesOf(options.country).zone);
  if (!wish.ok) return wish;
  const recent = requireRecent(caller, recently, options.clock);
  if (!recent.ok) return recent;
  return changing(options, async (tx) => {
    const made = await options.proxies.invite(tx, own.value.patient, wish.value, caller.subject);
    if (!made.ok) return made;
    await options.audit.append(tx, [
      proxyEntry(options.clock, caller, own.value.patient, 'invite-proxy', own.value.rule),
    ]);
    return ok({ ...invitationLine(made.value.invitation, options.country), code: made.value.code });
  });
}

async function withdraw(
  options: ProxiesFeatureOptions,
  caller: Caller,
  request: FastifyRequest,
): Promise<Outcome<undefined>> {
  const own = await ownRecord(options, caller, request, 'withdraw-proxy-invitation');
  if (!own.ok) return own;
  const { id } = request.params as { readonly id: string };
  return changing(options, async (tx) => {
    const done = await options.proxies.withdraw(tx, own.value.patient, id);
    if (!done.ok) return done;
    const entry = proxyEntry(options.clock, caller, own.value.patient, 'withdraw-proxy-invitation', own.value.rule);
    await options.audit.append(tx, [entry]);
    return ok(undefined);
  });
}

async function look(
  { proxies, country }: ProxiesFeatureOptions,
  caller: Caller,
  request: FastifyRequest,
): Promise<Outcome<OfferedProxy>> {
  if (caller.role !== 'citizen') return fail('access.denied', 'Only a citizen acts for others.');
  const code = parseCode(request.body);
  if (!code.ok) return code;
  const found = await proxies.look(code.value);
  return found.ok ? ok({ ...invitationLine(found.value, country), giver: found.value.giver }) : found;
}

async function accept(
  options: ProxiesFeatureOptions,
  caller: Caller,
  request: FastifyRequest,
): Promise<Outcome<ProxyLine>> {
  if (caller.role !== 'citizen') return fail('access.denied', 'Only a citizen acts for others.');
  const code = parseCode(request.body);
  if (!code.ok) return code;
  const recent = requireRecent(caller, recently, options.clock);
  if (!recent.ok) return recent;
  return changing(options, async (tx) => {
    const taken = await options.proxies.accept(tx, code.value, caller.subject);
    if (!taken.ok) return taken;
    await options.audit.append(tx, [
      proxyEntry(options.clock, caller, taken.value.patient, 'accept-proxy', 'ehds-4-proxy'),
    ]);
    return ok(lineOf(taken.value, taken.value.person, caller, options.clock.now(), options.country));
  });
}

/** The person ends what she gave, the proxy what he took on; what an operator registered upon a proof only the proxy. */
async function end(
  options: ProxiesFeatureOptions,
  caller: Caller,
  request: FastifyRequest,
): Promise<Outcome<undefined>> {
  const { id } = request.params as { readonly id: string };
  const record = isResourceId(id) ? await options.proxies.find(id) : undefined;
  if (record === undefined || caller.role !== 'citizen' || !mayEnd(record, caller)) {
    return fail('resource.not-found', 'There is no such proxy in force.');
  }
  const recent = requireRecent(caller, recently, options.clock);
  if (!recent.ok) return recent;
  return changing(options, async (tx) => {
    const done = await options.proxies.end(tx, id, caller.subject);
    if (!done.ok) return done;
    await options.audit.append(tx, [proxyEntry(options.clock, caller, record.patient, 'end-proxy', 'ehds-4-proxy')]);
    return ok(undefined);
  });
}

/** Nobody gives on what was given to him: a proxy is given by the person alone, from her own account. */
async function ownRecord(
  options: ProxiesFeatureOptions,
  caller: Caller,
  request: FastifyRequest,
  interaction: string,
): Promise<Outcome<{ readonly patient: string; readonly rule: string }>> {
  const patient = patientOf(request);
  if (!patient.ok) return patient;
  const decision = await options.access.decide({ caller, act: 'change-sharing', patient: patient.value });
  if (!decision.permit || patient.value !== caller.patient) {
    return refuse(options, caller, patient.value, interaction, decision);
  }
  return ok({ patient: patient.value, rule: decision.rule });
}

async function refuse(
  options: ProxiesFeatureOptions,
  caller: Caller,
  patient: string,
  interaction: string,
  { rule }: Decision,
): Promise<Outcome<never>> {
  await options.audit.record([proxyEntry(options.clock, caller, patient, interaction, rule, { outcome: 'denied' })]);
  return fail('resource.not-found', 'There is no such resource, or you may not know of it.');
}

/** Durable together with its log entry; then this process asks anew who may act for whom. */
async function changing<T>(
  { transact, proxies }: ProxiesFeatureOptions,
  work: Parameters<typeof transact<Outcome<T>>>[0],
): Promise<Outcome<T>> {
  const done = await transact(work);
  if (done.ok) proxies.changed();
  return done;
}

function mayEnd({ account, patient, origin, endedAt }: ProxyRecord, caller: Caller): boolean {
  if (endedAt !== undefined) return false;
  const given = origin === 'mandate' || origin === 'trusted';
  return account === caller.subject || (given && patient === caller.patient);
}

/** `name` is that of the other side. */
function lineOf(record: ProxyRecord, name: string | undefined, caller: Caller, now: Date, country: string): ProxyLine {
  const { id, patient, origin, from, to, parts, reservedFrom, proof, endedAt, endedBy } = record;
  const { zone } = ageRulesOf(country);
  const state = to !== undefined && to <= now ? 'over' : from > now ? 'coming' : 'in-force';
  const reserved = reservedFrom !== undefined && reservedFrom <= now;
  const acts = reserved ? (record.acts ?? ['read', 'write']).filter((act) => act !== 'change-sharing') : record.acts;
  return {
    id,
    ...(name === undefined ? {} : { name }),
    patient,
    origin,
    state,
    from: dayIn(zone, from),
    ...(to === undefined ? {} : { until: lastDayIn(zone, to) }),
    ...(parts === undefined ? {} : { parts }),
    ...(acts === undefined ? {} : { acts }),
    ...(reservedFrom === undefined ? {} : { reservedFrom: dayIn(zone, reservedFrom), reserved }),
    ...(proof === undefined ? {} : { proof: proofOf(proof) }),
    ...(endedAt === undefined || endedBy === undefined
      ? {}
      : { ended: { on: dayIn(zone, endedAt), by: endedBy.side } }),
    mayEnd: state !== 'over' && mayEnd(record, caller),
  };
}

function proofOf(proof: string): NonNullable<ProxyLine['proof']> {
  return proof.startsWith('DocumentReference/') ? { kind: 'document' } : { kind: 'declared', words: proof };
}

function invitationLine(invitation: ProxyInvitation, country: string): InvitationLine {
  const { id, origin, expires, to, parts, acts } = invitation;
  return {
    id,
    origin,
    expires: expires.toISOString(),
    ...(to === undefined ? {} : { until: lastDayIn(ageRulesOf(country).zone, to) }),
    ...(parts === undefined ? {} : { parts }),
    ...(acts === undefined ? {} : { acts }),
  };
}
