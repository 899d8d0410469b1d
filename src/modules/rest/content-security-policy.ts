import { hash } from 'node:crypto';

/** No script, style, frame or image from anywhere else, and none inline. */
export const contentSecurityPolicy =
  "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

/** The policy widened by the very style sheets that a page of ours carries, and by nothing else. */
export function policyOfPage(page: string): string {
  const hashes = Array.from(
    page.matchAll(/<style[^>]*>([\s\S]*?)<\/style>/g),
    (match) => `'sha256-${hash('sha256', match[1] ?? '', 'base64')}'`,
  );
  return hashes.length === 0 ? contentSecurityPolicy : `${contentSecurityPolicy}; style-src 'self' ${hashes.join(' ')}`;
}
