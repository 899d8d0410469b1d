import { readHash } from '../tree/checkpoint.ts';

/** Where an entry stands in the tree, the line that is its leaf, and the proof of RFC 9162 section 2.1.3. */
export interface EntryProof {
  readonly line: string;
  readonly place: number;
  readonly proof: readonly Buffer[];
}

const url = 'urn:carnet:log-proof';

/** The proof as the extension of an AuditEvent. */
export function proofExtension({ line, place, proof }: EntryProof): object {
  return {
    url,
    extension: [
      { url: 'line', valueString: line },
      { url: 'place', valueDecimal: place },
      ...proof.map((hash) => ({ url: 'hash', valueBase64Binary: hash.toString('base64') })),
    ],
  };
}

interface Part {
  readonly url?: unknown;
  readonly valueString?: unknown;
  readonly valueDecimal?: unknown;
  readonly valueBase64Binary?: unknown;
}

const mostHashes = 64;

/** Reads the proof out of an AuditEvent; undefined where it has none, or none that is well formed. */
export function readProof(event: { readonly extension?: unknown }): EntryProof | undefined {
  const extensions = Array.isArray(event.extension) ? event.extension : [];
  const own = extensions.find((extension) => extension?.url === url) as { readonly extension?: unknown } | undefined;
  const parts = (Array.isArray(own?.extension) ? own.extension : []) as readonly Part[];
  const line = parts.find((part) => part.url === 'line')?.valueString;
  const place = parts.find((part) => part.url === 'place')?.valueDecimal;
  const hashes = parts.filter((part) => part.url === 'hash').map((part) => readHash(String(part.valueBase64Binary)));
  const proof = hashes.filter((hash) => hash !== undefined);
  if (typeof line !== 'string' || !Number.isSafeInteger(place) || proof.length < hashes.length) return undefined;
  return hashes.length > mostHashes ? undefined : { line, place: Number(place), proof };
}
