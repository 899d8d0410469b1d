import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SimulatedPerson } from './person.ts';

const style = `body{font:1.1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b}
button{display:block;width:100%;text-align:start;font:inherit;padding:.8rem 1rem;margin:.5rem 0;border:2px solid #555;border-radius:.4rem;background:#fff;color:#1b1b1b;cursor:pointer}
button:hover,button:focus{border-color:#000;outline:3px solid #8ab4ff}strong{display:block}.sim{background:#fff3c4;border:2px solid #8a6d00;padding:.8rem 1rem;border-radius:.4rem}`;

/** Of pages that are no part of the node's own: plain words, no script, and nothing of it is kept. */
export const simulatedHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  // The answers of forms lead back to the node and to other simulated peers, which are on other ports in tests.
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
} as const;

/** A page that says that it is simulated, whatever it is for. */
export function simulatedPage(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title><style>${style}</style></head><body><main>
<h1>${escaped(title)}</h1><p class="sim">This is simulated. It is no service of a state, and nobody here is real.</p>
${body}</main></body></html>`;
}

/** A form by which one of the people is chosen. */
export function choicePage(options: {
  readonly title: string;
  readonly action: string;
  readonly hidden?: Readonly<Record<string, string>>;
  readonly people: readonly SimulatedPerson[];
}): string {
  const hidden = Object.entries(options.hidden ?? {}).map(
    ([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`,
  );
  const buttons = options.people.map(
    ({ id, name, about }) =>
      `<button name="person" value="${escaped(id)}"><strong>${escaped(name)}</strong>${escaped(about)}</button>`,
  );
  return simulatedPage(
    options.title,
    `<p>Choose who signs in.</p><form method="post" action="${escaped(options.action)}">${hidden.join('')}${buttons.join('')}
<button name="person" value="">Cancel</button></form>`,
  );
}

export function sendPage(response: ServerResponse, html: string, status = 200): void {
  response.writeHead(status, simulatedHeaders).end(html);
}

export function redirect(response: ServerResponse, location: string): void {
  response.writeHead(303, { location, 'cache-control': 'no-store' }).end();
}

const longestForm = 16_384;

/** The fields of a form; empty where it is too long. */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > longestForm) return new URLSearchParams();
    parts.push(part);
  }
  return new URLSearchParams(Buffer.concat(parts).toString());
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
