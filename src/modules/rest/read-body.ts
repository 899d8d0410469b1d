import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { FastifyRequest } from 'fastify';
import { decodeText } from '#fhir';
import { fail, type Outcome } from '#kernel';

const inflate = promisify(gunzip);

/**
 * The body of a request as text. gzip is inflated within the same bound as plain bodies; other encodings are refused
 * with `body.media-type`, what is not UTF-8 with `body.encoding`, and no body at all with `body.malformed`.
 */
export async function readBody(request: FastifyRequest, maxBytes: number): Promise<Outcome<string>> {
  const raw = request.body;
  if (!Buffer.isBuffer(raw) || raw.length === 0) return fail('body.malformed', 'The request has no body.');
  const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding !== 'identity' && encoding !== 'gzip') {
    return fail('body.media-type', 'The Content-Encoding is not served here: send gzip or none.');
  }
  if (raw.length > maxBytes) return tooLarge(maxBytes);
  if (encoding === 'identity') return decodeText(raw);
  try {
    return decodeText(await inflate(raw, { maxOutputLength: maxBytes }));
  } catch (error) {
    const tooMuch = (error as { readonly code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE';
    return tooMuch ? tooLarge(maxBytes) : fail('body.malformed', 'The gzip body cannot be inflated.');
  }
}

function tooLarge(maxBytes: number): Outcome<never> {
  return fail('body.too-large', `The body is larger than ${maxBytes} bytes.`);
}
