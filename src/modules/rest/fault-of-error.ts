import { type Fault, faultCatalogue, faultOf } from '#kernel';

/** Out of reach: a failed connection, or a state of the server that passes (SQLSTATE classes 08, 53, 57P, 58). */
function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error) || error.name !== 'DatabaseError') return false;
  const { connection, sqlState } = error as { readonly connection?: unknown; readonly sqlState?: unknown };
  return connection !== undefined || /^(?:08|53|57P|58)/.test(String(sqlState ?? ''));
}

/** A statement that the server has cancelled, for its time limit or because nobody waits for it any more. */
function isOutOfTime(error: unknown): boolean {
  return error instanceof Error && (error as { readonly sqlState?: unknown }).sqlState === '57014';
}

/** The fault that an error of Fastify or of Node's HTTP parser stands for; undefined where it is a defect of ours. */
export function faultOfError(error: unknown): Fault | undefined {
  const { code, statusCode, fault } = (typeof error === 'object' && error !== null ? error : {}) as {
    readonly code?: unknown;
    readonly statusCode?: unknown;
    readonly fault?: Fault;
  };
  // Where a stream of work is full, the refusal comes as an error that carries its fault.
  if (fault !== undefined && fault.code in faultCatalogue) return fault;
  if (isDatabaseAway(error)) return faultOf('database.unavailable', 'The database does not answer.');
  if (isOutOfTime(error)) return faultOf('request.timeout', 'The answer took longer than the node allows.');
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return faultOf('body.too-large', 'The body is larger than the node accepts.');
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return faultOf('body.media-type', 'The Content-Type is missing, malformed or not served here.');
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return faultOf('body.malformed', 'The body is not well-formed JSON.');
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return faultOf('request.bad', 'The length of the body is not that of Content-Length.');
    case 'FST_ERR_BAD_URL':
      return faultOf('request.bad', 'The URL is not well formed: check its percent-encoding.');
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return faultOf('request.bad', 'A part of the URL path is too long.');
    case 'HPE_HEADER_OVERFLOW':
      return faultOf('request.bad', 'The headers are larger than the node accepts.');
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return faultOf('request.bad', 'The request took too long to arrive.');
    default:
      return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500
        ? faultOf('request.bad', 'The request is not well formed.')
        : undefined;
  }
}
