import type { CodeSystemContent } from '../concepts.ts';
import { createGrammarContent } from './grammar-content.ts';

/**
 * RFC 6838 section 4.2, the registered top-level types, and parameters as RFC 2045 section 5.1 writes them; the value of one
 * may also be an address without quotation marks, as FHIR names canonical forms (R4, signatures: `canonicalization`).
 */
const form =
  /^(application|audio|example|font|haptics|image|message|model|multipart|text|video)\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}(\s*;\s*[a-z0-9!#$%&'*+.^_`|~-]+=([a-z0-9!#$%&'*+.^_`|~:/-]+|"[^"\\]*"))*$/i;
/** What R4 lets stand for the media types of its own formats (http.html#mime-type). */
const shortForms: ReadonlySet<string> = new Set(['json', 'xml', 'ttl']);

const offered = [
  'application/dicom',
  'application/fhir+json',
  'application/fhir+ndjson',
  'application/fhir+turtle',
  'application/fhir+xml',
  'application/hl7-v2+er7',
  'application/hl7-cda+xml',
  'application/json',
  'application/jose',
  'application/octet-stream',
  'application/pdf',
  'application/smart-health-card',
  'application/xml',
  'application/zip',
  'audio/mpeg',
  'image/jpeg',
  'image/png',
  'image/svg+xml',
  'image/tiff',
  'text/csv',
  'text/cql',
  'text/fhirpath',
  'text/html',
  'text/markdown',
  'text/plain',
  'text/rtf',
  'text/xml',
  'video/mp4',
] as const;

/** Media types (BCP 13): what is formed like one, below a registered top-level type. Type and subtype have no case. */
export const mediaTypes: CodeSystemContent = createGrammarContent({
  header: {
    resourceType: 'CodeSystem',
    id: 'bcp-13',
    url: 'urn:ietf:bcp:13',
    name: 'MediaTypes',
    title: 'Media types (BCP 13)',
    status: 'active',
    caseSensitive: false,
    content: 'complete',
  },
  concept(text) {
    if (shortForms.has(text)) return { code: text, display: text };
    if (!form.test(text)) return undefined;
    const [type = '', ...parameters] = text.split(';');
    const code = [type.trim().toLowerCase(), ...parameters].join(';');
    return { code, display: code };
  },
  offered: () => offered,
});
