import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';

const client = readFileSync(fileURLToPath(new URL('../node_modules/fhirclient/build/fhir-client.js', import.meta.url)));

const html = (title: string, script: string) => `<!doctype html><html lang="en"><meta charset="utf-8">
<title>${title}</title><link rel="icon" href="data:,"><h1>${title}</h1><pre id="seen" role="status">…</pre>
<button id="again" hidden>Read again</button>
<script src="/fhir-client.js"></script><script src="${script}"></script></html>`;

/** The whole app: it asks for access, and shows what it may read. What the address says wins: an EHR names itself there. */
const launchScript = (settings: object) => `
const settings = ${JSON.stringify(settings)};
const query = new URLSearchParams(location.search);
FHIR.oauth2.authorize({ ...settings, ...(query.has('iss') ? {} : { iss: settings.standalone }) });
`;
const appScript = `
const seen = document.getElementById('seen');
const show = async (client) => {
  try {
    const patient = await client.request('Patient/' + client.patient.id);
    const observations = await client.request('Observation?_count=5&_total=accurate');
    const others = await client.request('Condition?_count=5').then(() => 'all of it', (error) => error.statusCode || error.status || 'refused');
    const name = patient.name[0].text || patient.name[0].given[0] + ' ' + patient.name[0].family;
    seen.textContent = JSON.stringify({ name, observations: observations.total, conditions: others, user: client.user.fhirUser });
  } catch (error) {
    seen.textContent = 'refused ' + (error.statusCode || error.status || error.message);
  }
};
FHIR.oauth2.ready().then((client) => {
  const again = document.getElementById('again');
  again.hidden = false;
  again.onclick = () => { seen.textContent = '…'; show(client); };
  return show(client);
}, (error) => { seen.textContent = 'failed ' + error.message; });
`;

/** A SMART app without a server of its own, made with `fhirclient`, on a port of its own. */
export async function serveApp(): Promise<{
  readonly origin: string;
  /** What the app needs to know of itself, once it is registered. */
  configure(settings: { readonly clientId: string; readonly scope: string; readonly standalone: string }): void;
  close(): void;
}> {
  let settings: object = {};
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const pages: Readonly<Record<string, readonly [string, string | Buffer]>> = {
      '/launch': ['text/html', html('Heart diary starts', '/launch.js')],
      '/app': ['text/html', html('Heart diary', '/app.js')],
      '/launch.js': ['text/javascript', launchScript({ redirectUri: '/app', ...settings })],
      '/app.js': ['text/javascript', appScript],
      '/fhir-client.js': ['text/javascript', client],
    };
    const [type, body] = pages[pathname] ?? ['text/plain', ''];
    response.writeHead(body === '' ? 404 : 200, { 'content-type': `${type}; charset=utf-8` }).end(body);
  });
  await new Promise<void>((listening) => server.listen(0, 'localhost', listening));
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    configure(made) {
      settings = made;
    },
    close: () => server.close(),
  };
}
