import { Socket } from 'node:net';

/** What the driver has made of the address: a path, or hosts with their ports. */
interface Address {
  readonly path?: string | false;
  readonly host: readonly string[];
  readonly port: readonly number[];
}

/**
 * A socket to the server that gathers what is written in one turn of the event loop: statements that are sent together
 * leave in one system call and wake the server once. The driver alone would write each of them by itself, and that was
 * a fifth of what a write costs the process.
 */
export function openSocket({ path, host, port }: Address): Socket {
  const socket = new Socket();
  const write = socket.write.bind(socket) as (...values: unknown[]) => boolean;
  let gathering = false;
  const leave = () => {
    gathering = false;
    socket.uncork();
  };
  const gather = (...values: unknown[]): boolean => {
    if (!gathering) {
      gathering = true;
      socket.cork();
      process.nextTick(leave);
    }
    return write(...values);
  };
  socket.setNoDelay(true);
  if (path) socket.connect(path);
  else socket.connect(port[0] ?? 5432, host[0] ?? 'localhost');
  // Only now: `connect` puts its own `write` back. The driver asks `host` for the name in the server's certificate.
  return Object.assign(socket, { write: gather, host: host[0], port: port[0] });
}
