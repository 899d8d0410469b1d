import { connect, type Socket } from 'node:net';

/** Connections at most; what comes on top waits for one that is free. */
const mostConnections = 64;
/** Milliseconds after which an answer that has not come is taken for lost. */
const patience = 120_000;

interface Asked {
  readonly request: string;
  /** Is the body wanted, or read and thrown away? */
  readonly keep: boolean;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (reason: unknown) => void;
}

interface Answer {
  readonly status: number;
  /** '' where it was thrown away; of a refusal it is always kept. */
  readonly text: string;
  readonly bytes: number;
}

/**
 * An HTTP/1.1 client over plain sockets that costs as little as it can, so that what is measured is the node. It keeps
 * its connections, reads bodies by Content-Length or in chunks, and throws on any status that was not expected.
 */
export function client(origin: string, token?: string, contentType = 'application/fhir+json') {
  const { hostname, port } = new URL(origin);
  const authorization = token === undefined ? '' : `authorization: Bearer ${token}\r\n`;
  const common = `host: ${hostname}:${port}\r\n${authorization}`;
  const free: Connection[] = [];
  const all = new Set<Connection>();
  const waiting: Asked[] = [];

  const next = (connection: Connection | undefined) => {
    const asked = waiting.shift();
    if (asked !== undefined) (connection ?? open()).ask(asked);
    else if (connection !== undefined) free.push(connection);
  };
  const open = (): Connection => {
    const connection = openConnection(hostname, Number(port), {
      free: () => next(connection),
      lost: () => {
        all.delete(connection);
        const place = free.indexOf(connection);
        if (place !== -1) free.splice(place, 1);
        if (waiting.length > 0) next(undefined);
      },
    });
    all.add(connection);
    return connection;
  };
  const send = async (method: string, path: string, keep: boolean, body?: string): Promise<Answer> => {
    const head = `${method} ${path} HTTP/1.1\r\n${common}`;
    const request =
      body === undefined
        ? `${head}\r\n`
        : `${head}content-type: ${contentType}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
    const answer = await new Promise<Answer>((resolve, reject) => {
      const asked = { request, keep, resolve, reject };
      const connection = free.pop();
      if (connection !== undefined) connection.ask(asked);
      else if (all.size < mostConnections) open().ask(asked);
      else waiting.push(asked);
    });
    if (answer.status < 300) return answer;
    throw new Error(`${method} ${path.split('?')[0]}: ${answer.status} ${answer.text.slice(0, 300)}`);
  };
  return {
    get: async (path: string) => (await send('GET', path, true)).text,
    /** Reads the whole answer and throws it away; gives its bytes. */
    visit: async (path: string) => (await send('GET', path, false)).bytes,
    post: async (path: string, body: string) => (await send('POST', path, true, body)).text,
    put: async (path: string, body: string) => (await send('PUT', path, true, body)).text,
    close: async () => {
      for (const connection of all) connection.end();
    },
  };
}

interface Connection {
  ask(asked: Asked): void;
  end(): void;
}

const headEnd = Buffer.from('\r\n\r\n');

/** One connection, which answers one request at a time. */
function openConnection(
  host: string,
  port: number,
  tell: { readonly free: () => void; readonly lost: () => void },
): Connection {
  let asked: Asked | undefined;
  let pending: Buffer | undefined;
  let body: BodyReader | undefined;
  let status = 0;
  const read = Buffer.allocUnsafe(256 * 1024);

  const fail = (reason: Error) => {
    const failed = asked;
    asked = undefined;
    failed?.reject(reason);
  };
  const done = (reader: BodyReader) => {
    const answered = asked;
    asked = undefined;
    body = undefined;
    answered?.resolve({ status, text: reader.text(), bytes: reader.bytes });
    tell.free();
  };
  const hear = (chunk: Buffer): void => {
    if (body === undefined) {
      const all = pending === undefined ? chunk : Buffer.concat([pending, chunk]);
      const end = all.indexOf(headEnd);
      if (end === -1) {
        pending = Buffer.from(all);
        return;
      }
      pending = undefined;
      const head = all.toString('latin1', 0, end);
      status = Number(head.slice(9, 12));
      body = bodyReader(head, asked?.keep === true || status >= 300);
      body.take(all.subarray(end + headEnd.length));
    } else body.take(chunk);
    if (body.complete()) done(body);
  };

  const socket: Socket = connect({
    host,
    port,
    noDelay: true,
    onread: {
      buffer: read,
      callback: (bytes) => {
        hear(read.subarray(0, bytes));
        return true;
      },
    },
  });
  socket.setTimeout(patience, () => socket.destroy(new Error('No answer came in time')));
  socket.on('error', fail);
  socket.on('close', () => {
    tell.lost();
    fail(new Error('The connection was closed before the answer had come'));
  });
  return {
    ask(next) {
      asked = next;
      socket.write(next.request);
    },
    end: () => socket.destroy(),
  };
}

interface BodyReader {
  readonly bytes: number;
  take(chunk: Buffer): void;
  complete(): boolean;
  text(): string;
}

/** Reads the body that follows a head: of a told length, in chunks (RFC 9112, 7.1), or none. */
function bodyReader(head: string, keep: boolean): BodyReader {
  const headers = head.toLowerCase();
  return headers.includes('\r\ntransfer-encoding: chunked') ? chunkedReader(keep) : lengthReader(headers, keep);
}

function lengthReader(headers: string, keep: boolean): BodyReader {
  const at = headers.indexOf('\r\ncontent-length: ');
  const length = at === -1 ? 0 : Number.parseInt(headers.slice(at + 18, at + 34), 10);
  const kept: Buffer[] = [];
  let bytes = 0;
  return {
    get bytes() {
      return bytes;
    },
    take(chunk) {
      bytes += chunk.length;
      if (keep && chunk.length > 0) kept.push(Buffer.from(chunk));
    },
    complete: () => bytes >= length,
    text: () => textOf(kept),
  };
}

function chunkedReader(keep: boolean): BodyReader {
  const kept: Buffer[] = [];
  let bytes = 0;
  /** Bytes of the chunk that are still to come, its line end included; the line that tells the next one's length. */
  let open = 0;
  let line = '';
  let last = false;
  return {
    get bytes() {
      return bytes;
    },
    take(chunk) {
      let at = 0;
      while (at < chunk.length) {
        if (open > 0) {
          const taken = Math.min(open, chunk.length - at);
          const content = Math.max(0, Math.min(open - 2, taken));
          bytes += content;
          if (keep && content > 0) kept.push(Buffer.from(chunk.subarray(at, at + content)));
          open -= taken;
          at += taken;
          continue;
        }
        const end = chunk.indexOf(10, at);
        line += chunk.toString('latin1', at, end === -1 ? chunk.length : end);
        at = end === -1 ? chunk.length : end + 1;
        if (end === -1) break;
        const length = Number.parseInt(line, 16);
        line = '';
        // No trailers are expected: an empty line ends the body.
        last = length === 0;
        open = length + 2;
      }
    },
    complete: () => last && open === 0,
    text: () => textOf(kept),
  };
}

function textOf(kept: readonly Buffer[]): string {
  return Buffer.concat(kept).toString();
}
