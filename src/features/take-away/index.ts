import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isResourceId, type Outcome, ok } from '#kernel';
import { apiRoute, sendFault } from '#rest';
import { linksOf, revokeLink, viewOfLink } from './link-table.ts';
import { makeLink } from './make-link.ts';
import { parseLink, parseManifestRequest, parseReader } from './parse-link.ts';
import { type LinkReading, readDirectly, readManifest, readTicket } from './read-link.ts';
import { readableRecord } from './readable-record.ts';
import { linkEntry, mayHandOver, noSuchLink } from './take-away-options.ts';
import { bundleOf, recordPages } from './whole-record.ts';

export { dropEndedFiles } from './link-table.ts';
export { healthLinkMigrations } from './migrations.ts';
export type { LinkReading } from './read-link.ts';

const largestBody = 4 * 1024;

/**
 * A copy to take away and to hand over (EHDS articles 3 and 7): the whole record at `/api/take-away/:patient`, SMART Health
 * Links of a person at `/api/take-away/:patient/links`, and what such a link opens, for everybody, at `/api/health-links`.
 */
export function registerTakeAway(app: FastifyInstance, options: LinkReading): void {
  const { identity } = options;
  const base = '/api/take-away/:patient';
  apiRoute(app, {
    method: 'GET',
    url: base,
    identity,
    handler: async (caller, request) => {
      const { patient } = paramsOf(request);
      if (!isResourceId(patient)) return { ok: false, fault: noSuchLink() };
      const pages = await recordPages(options, caller, patient);
      return pages.ok ? ok(bundleOf(pages.value, options.clock.now())) : pages;
    },
    send: sendBundle,
  });
  apiRoute(app, {
    method: 'GET',
    url: `${base}/page`,
    identity,
    handler: async (caller, request) => {
      const { patient } = paramsOf(request);
      if (!isResourceId(patient)) return { ok: false, fault: noSuchLink() };
      const { language } = request.query as { readonly language?: unknown };
      const known = typeof language === 'string' && /^[a-z]{2,3}(-[A-Z]{2})?$/.test(language);
      return readableRecord(options, caller, patient, known ? language : options.node.language);
    },
    send: (reply, value) => reply.header('content-type', 'text/html; charset=utf-8').send(value),
  });
  apiRoute(app, {
    method: 'GET',
    url: `${base}/links`,
    identity,
    handler: async (caller, request) => {
      const { patient } = paramsOf(request);
      const may = await mayHandOver(options, caller, patient);
      if (!may.ok) return may;
      const now = options.clock.now();
      return ok((await linksOf(options.db, patient)).map((one) => viewOfLink(one, now)));
    },
  });
  apiRoute(app, {
    method: 'POST',
    url: `${base}/links`,
    identity,
    maxBody: largestBody,
    handler: async (caller, request) => {
      const wish = parseLink(request.body);
      return wish.ok ? makeLink(options, caller, paramsOf(request).patient, wish.value) : wish;
    },
  });
  apiRoute(app, {
    method: 'DELETE',
    url: `${base}/links/:id`,
    identity,
    handler: async (caller, request): Promise<Outcome<void>> => {
      const { patient, id } = paramsOf(request);
      const may = await mayHandOver(options, caller, patient);
      if (!may.ok) return may;
      const at = options.clock.now();
      const revoked = await options.db.transaction(async (tx) => {
        if (!(await revokeLink(tx, patient, id, at))) return false;
        const event = {
          action: 'change-sharing',
          interaction: 'health-link-revoked',
          rule: may.value,
          patient,
        } as const;
        await options.audit.append(tx, [linkEntry(at, caller, event)]);
        return true;
      });
      return revoked ? ok(undefined) : { ok: false, fault: noSuchLink() };
    },
  });
  registerLinks(app, options);
}

function paramsOf(request: FastifyRequest): { readonly patient: string; readonly id: string } {
  const { patient = '', id = '' } = request.params as Readonly<Record<string, string>>;
  return { patient, id: id.length <= 64 ? id : '' };
}

/** As fast as the client takes it: nothing of it is held beyond a page. */
function sendBundle(reply: FastifyReply, value: unknown): FastifyReply {
  return reply
    .header('content-type', 'application/fhir+json; charset=utf-8')
    .header('content-disposition', 'attachment; filename="carnet-record.json"')
    .send(Readable.from(value as AsyncIterable<string>, { objectMode: false, highWaterMark: 1 }));
}

/** What opens a link needs no account: the link is the right to it. Viewers are pages of other sites, so that they may ask. */
function registerLinks(app: FastifyInstance, options: LinkReading): void {
  const url = '/api/health-links/:secret';
  const open = (reply: FastifyReply) =>
    reply.header('access-control-allow-origin', '*').header('cross-origin-resource-policy', 'cross-origin');
  const secretOf = (request: FastifyRequest) => (request.params as { readonly secret: string }).secret;
  const recipientIn = (request: FastifyRequest) => (request.query as { readonly recipient?: unknown }).recipient;
  const sendJwe = (reply: FastifyReply, file: Outcome<string>) =>
    file.ok
      ? open(reply).header('content-type', 'application/jose').send(file.value)
      : sendFault(open(reply), file.fault);

  for (const path of [url, `${url}/:ticket`]) {
    app.options(path, (_, reply) =>
      open(reply)
        .code(204)
        .header('access-control-allow-methods', 'GET, POST')
        .header('access-control-allow-headers', 'content-type')
        .header('access-control-max-age', '600')
        .send(),
    );
  }
  app.post(url, { bodyLimit: largestBody }, async (request, reply) => {
    const asked = parseManifestRequest(request.body);
    if (!asked.ok) return sendFault(open(reply), asked.fault);
    const reader = parseReader(asked.value.recipient, request.ip);
    if (!reader.ok) return sendFault(open(reply), reader.fault);
    const manifest = await readManifest(options, secretOf(request), { ...asked.value, reader: reader.value });
    if (!manifest.ok) return sendFault(open(reply), manifest.fault);
    const status = 'remainingAttempts' in manifest.value ? 401 : 200;
    return open(reply).code(status).header('content-type', 'application/json').send(JSON.stringify(manifest.value));
  });
  app.get(url, async (request, reply) => {
    const reader = parseReader(recipientIn(request), request.ip);
    return reader.ok
      ? sendJwe(reply, await readDirectly(options, secretOf(request), reader.value))
      : sendFault(open(reply), reader.fault);
  });
  app.get(`${url}/:ticket`, async (request, reply) => {
    const { ticket } = request.params as { readonly ticket: string };
    const reader = { recipient: 'SMART Health Link', address: request.ip };
    return sendJwe(reply, await readTicket(options, secretOf(request), ticket, reader));
  });
}
