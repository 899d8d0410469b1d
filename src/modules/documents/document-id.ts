import { hash } from 'node:crypto';

/**
 * A UUID that follows from its parts alone (RFC 9562, version 8: the first bits of SHA-256). The same parts give the
 * same UUID on every node; the parts cannot be read back from it.
 */
export function uuidOf(...parts: readonly string[]): string {
  const hex = hash('sha256', parts.map((part) => `${Buffer.byteLength(part)}:${part}`).join(''), 'hex');
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
