import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { printXml, type Resource } from '#fhir';
import type { Caller } from '#identity';
import { type Outcome, ok } from '#kernel';
import { type Answer, etagOf } from './answer.ts';
import { callerOf } from './caller-of.ts';
import type { FhirDeps } from './fhir-deps.ts';
import { answerFormat, contentTypes, type Format } from './media-type.ts';
import { paramsOf } from './params.ts';
import { type Preferences, preferencesOf } from './preferences.ts';
import { prettyJson } from './pretty-json.ts';
import { prettyXml } from './pretty-xml.ts';
import { sendFault } from './send.ts';

/** One request to the FHIR API with everything that was negotiated before an interaction begins. */
export interface Exchange {
  readonly request: FastifyRequest;
  readonly caller: Caller;
  readonly format: Format;
  readonly pretty: boolean;
  readonly prefer: Preferences;
  /** The parameters of the URL without those of the negotiation. */
  readonly params: URLSearchParams;
}

/** An exchange at an address that is open to whoever asks. */
export type OpenExchange = Omit<Exchange, 'caller'>;

/** What a request is answered in, settled before anybody is asked anything. */
interface Negotiated {
  readonly format: Format;
  readonly pretty: boolean;
  readonly params: URLSearchParams;
  readonly caller?: Caller;
}

/** Where a request carries what was negotiated for it. */
const negotiated = Symbol('negotiated');

interface Carrier {
  [negotiated]?: Negotiated;
}

/** Parameters of R4's general set that belong to every interaction and not to the search. */
const general = ['_format', '_pretty'];

/**
 * A hook that runs before the body is read: reads the query, settles the format and, unless the address is public,
 * finds out who is asking. What fails is answered at once.
 */
export function negotiate(
  deps: FhirDeps,
  options: { readonly formats?: readonly Format[] | 'own'; readonly open?: boolean },
) {
  return (request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void): void => {
    const params = paramsOf(queryOf(request));
    if (!params.ok) {
      sendFault(reply, params.fault);
      return;
    }
    const { formats } = options;
    const format =
      formats === 'own'
        ? ok('json' as const)
        : answerFormat(request.headers.accept, params.value.get('_format'), formats);
    const pretty = params.value.get('_pretty') === 'true';
    for (const name of general) params.value.delete(name);
    if (!format.ok) {
      sendFault(reply, format.fault);
      return;
    }
    const base = { format: format.value, pretty, params: params.value };
    (request as Carrier)[negotiated] = base;
    if (options.open === true) {
      done();
      return;
    }
    callerOf(deps.identity, request).then((caller) => {
      if (caller.ok) {
        (request as Carrier)[negotiated] = { ...base, caller: caller.value };
        done();
      } else sendFault(reply, caller.fault, format.value);
    }, done);
  };
}

/** The exchange of a request that `negotiate` let through. */
export function exchangeOf(request: FastifyRequest): Exchange {
  const settled = (request as Carrier)[negotiated];
  if (settled?.caller === undefined) throw new Error('An interaction began before its caller was known');
  return { ...settled, caller: settled.caller, request, prefer: preferencesOf(request.headers.prefer) };
}

/** The exchange of a request at an open address. */
export function openExchangeOf(request: FastifyRequest): OpenExchange {
  const settled = (request as Carrier)[negotiated];
  if (settled === undefined) throw new Error('An interaction began before its format was settled');
  return { ...settled, request, prefer: preferencesOf(request.headers.prefer) };
}

/** The format that was settled for a request; JSON where it failed before that. */
export function formatOf(request: FastifyRequest): { readonly format: Format; readonly pretty: boolean } {
  return (request as Carrier)[negotiated] ?? { format: 'json', pretty: false };
}

/** Sends what an interaction answers, or its fault, in the format that was asked for. */
export function sendOutcome(
  reply: FastifyReply,
  exchange: OpenExchange,
  deps: FhirDeps,
  outcome: Outcome<Answer>,
): FastifyReply {
  if (!outcome.ok) return sendFault(reply, outcome.fault, exchange.format);
  const { status, stored, location, text, pieces, page, language, content, headers } = outcome.value;
  reply.code(status);
  if (headers !== undefined) reply.headers(headers);
  if (stored !== undefined) {
    reply.header('etag', etagOf(stored));
    if (!stored.deleted) reply.header('last-modified', stored.updated.toUTCString());
  }
  if (location !== undefined) reply.header('location', `${deps.baseUrl}/${location}`);
  if (language !== undefined) reply.header('content-language', language);
  if (page !== undefined) {
    return reply.header('content-type', contentTypes.html).send(page);
  }
  if (content !== undefined) return reply.header('content-type', content.type).send(content.body);
  if (pieces !== undefined) return sendPieces(reply, exchange, pieces);
  return text === undefined ? reply.send() : sendText(reply, exchange, text);
}

/** Characters that are sent at a time. */
const sentAtOnce = 65_536;

/** Streams the JSON text of a resource, no faster than the client takes it. Another form of it needs the whole text. */
function sendPieces(reply: FastifyReply, exchange: OpenExchange, pieces: Iterable<string>): FastifyReply {
  if (exchange.format !== 'json' || exchange.pretty) return sendText(reply, exchange, [...pieces].join(''));
  return reply.header('content-type', contentTypes.json).send(Readable.from(gathered(pieces), { objectMode: false }));
}

function* gathered(pieces: Iterable<string>): Generator<Buffer> {
  let text = '';
  for (const piece of pieces) {
    text += piece;
    if (text.length < sentAtOnce) continue;
    yield Buffer.from(text);
    text = '';
  }
  if (text !== '') yield Buffer.from(text);
}

/** Sends the JSON text of a resource, as it is or as XML. */
export function sendText(
  reply: FastifyReply,
  as: { readonly format: Format; readonly pretty: boolean },
  text: string,
): FastifyReply {
  if (as.format === 'xml') {
    const xml = printXml(JSON.parse(text) as Resource, text);
    return reply.header('content-type', contentTypes.xml).send(as.pretty ? prettyXml(xml) : xml);
  }
  return reply.header('content-type', contentTypes.json).send(as.pretty ? prettyJson(text) : text);
}

function queryOf(request: FastifyRequest): string {
  const { url } = request.raw;
  const mark = url?.indexOf('?') ?? -1;
  return mark === -1 ? '' : (url?.slice(mark + 1) ?? '');
}
