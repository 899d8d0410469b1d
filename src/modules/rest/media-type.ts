import { fail, type Outcome, ok } from '#kernel';

/** What an answer can be written as. `html` only where an operation offers it. */
export type Format = 'json' | 'xml' | 'html';

export const contentTypes: Readonly<Record<Format, string>> = {
  json: 'application/fhir+json; charset=utf-8',
  xml: 'application/fhir+xml; charset=utf-8',
  html: 'text/html; charset=utf-8',
};

const formats: ReadonlyMap<string, Format> = new Map([
  ['json', 'json'],
  ['application/fhir+json', 'json'],
  ['application/json', 'json'],
  ['text/json', 'json'],
  ['xml', 'xml'],
  ['application/fhir+xml', 'xml'],
  ['application/xml', 'xml'],
  ['text/xml', 'xml'],
  ['html', 'html'],
  ['text/html', 'html'],
]);

/** Types of bodies that are handed on as they come, for they may be longer than memory. */
export const streamedTypes: readonly string[] = ['application/fhir+ndjson', 'application/ndjson'];

export function isStreamed(contentType: string | undefined): boolean {
  return contentType !== undefined && streamedTypes.includes(essence(contentType));
}

/** Accept headers have a few members; the rest of a longer one is not read. */
const mostRanges = 32;

/**
 * The format of the answer: `_format` first, then Accept by its weights, JSON where both are silent (FHIR R4,
 * http.html#mime-type). Refuses with `answer.media-type`.
 */
export function answerFormat(
  accept: string | undefined,
  override: string | null | undefined,
  offered: readonly Format[] = ['json', 'xml'],
): Outcome<Format> {
  if (override !== null && override !== undefined && override !== '') {
    // An unencoded plus sign of a query reads as a space.
    const format = formats.get(essence(override.replace(' ', '+')));
    return format !== undefined && offered.includes(format) ? ok(format) : refuse(offered);
  }
  if (accept === undefined || accept.trim() === '') return ok(offered[0] ?? 'json');
  const ranges = accept
    .split(',', mostRanges)
    .map((range) => ({ type: essence(range), weight: weightOf(range), served: isOurVersion(range) }))
    .filter(({ weight, served }) => weight > 0 && served)
    .sort((a, b) => b.weight - a.weight);
  for (const { type } of ranges) {
    const format = formats.get(type);
    if (format !== undefined && type.includes('/') && offered.includes(format)) return ok(format);
    if (type === '*/*' || type === 'application/*') return ok(offered.find((each) => each !== 'html') ?? 'json');
    if (type === 'text/*' && offered.includes('html')) return ok('html');
  }
  return refuse(offered);
}

/** The format of a body. Refuses with `body.media-type`; UTF-8 is the only character set of FHIR. */
export function bodyFormat(contentType: string | undefined): Outcome<'json' | 'xml'> {
  const format = contentType === undefined ? undefined : formats.get(essence(contentType));
  const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(contentType ?? '')?.[1]?.toLowerCase();
  if (format === undefined || format === 'html' || !contentType?.includes('/')) {
    return fail('body.media-type', 'Send application/fhir+json or application/fhir+xml, and name it in Content-Type.');
  }
  if (!isOurVersion(contentType))
    return fail('body.media-type', 'This is FHIR R4: send fhirVersion=4.0, or leave it out.');
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8' && charset !== 'us-ascii') {
    return fail('body.media-type', 'Send the body in UTF-8.');
  }
  return ok(format);
}

/** A media type may ask for a version of FHIR (R4, http.html#version-parameter). */
function isOurVersion(type: string): boolean {
  const version = /;\s*fhirVersion\s*=\s*"?([^";\s]+)/i.exec(type)?.[1];
  return version === undefined || version === '4.0' || version.startsWith('4.0.');
}

/** Media type in lower case, without parameters. */
export function essence(type: string): string {
  return (type.split(';', 1)[0] ?? '').trim().toLowerCase();
}

function weightOf(range: string): number {
  const weight = /;\s*q\s*=\s*([0-9.]+)/i.exec(range)?.[1];
  const value = weight === undefined ? 1 : Number(weight);
  return Number.isFinite(value) ? value : 0;
}

function refuse(offered: readonly Format[]): Outcome<never> {
  const names = offered.map((format) => contentTypes[format].split(';', 1)[0]).join(', ');
  return fail('answer.media-type', `The answer can be had as ${names}.`);
}
