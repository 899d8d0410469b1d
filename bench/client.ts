import { Pool } from 'undici';

/** An HTTP client that keeps its connections and throws on any status that the measurement did not expect. */
export function client(origin: string, token?: string, contentType = 'application/fhir+json') {
  const pool = new Pool(origin, { connections: 16, pipelining: 1 });
  const headers: Record<string, string> = { 'content-type': contentType };
  if (token !== undefined) headers.authorization = `Bearer ${token}`;
  const send = async (method: 'GET' | 'POST' | 'PUT', path: string, body?: string): Promise<string> => {
    const answer = await pool.request({ method, path, headers, ...(body === undefined ? {} : { body }) });
    const text = await answer.body.text();
    if (answer.statusCode >= 300)
      throw new Error(`${method} ${path.split('?')[0]}: ${answer.statusCode} ${text.slice(0, 300)}`);
    return text;
  };
  return {
    get: (path: string) => send('GET', path),
    post: (path: string, body: string) => send('POST', path, body),
    put: (path: string, body: string) => send('PUT', path, body),
    close: () => pool.close(),
  };
}
