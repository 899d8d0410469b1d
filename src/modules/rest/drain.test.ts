import { type AddressInfo, connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { silentLog } from '#kernel';
import { createServer } from './create-server.ts';
import { drain } from './drain.ts';

/** What one connection has been sent so far. */
function listen(port: number): { readonly socket: Socket; said(): string; readonly ended: Promise<void> } {
  const socket = connect(port, '127.0.0.1');
  let said = '';
  socket.on('data', (chunk) => {
    said += chunk.toString();
  });
  return { socket, said: () => said, ended: new Promise((resolve) => socket.once('close', () => resolve())) };
}

it('answers what it has taken, and what still comes on an open connection, then closes; takes no new connection', async () => {
  const app = createServer({ log: silentLog, alive: async () => true });
  let finish = () => {};
  app.get('/slow', () => new Promise((resolve) => (finish = () => resolve('done'))));
  app.get('/quick', async () => 'quick');
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const ask = (path: string) => `GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`;
  const [slow, idle, silent] = [listen(port), listen(port), listen(port)];
  slow.socket.write(ask('/slow'));
  idle.socket.write(ask('/quick'));
  await expect.poll(() => idle.said()).toContain('quick');

  const drained = drain(app);
  await pause(50);
  const refused = await new Promise((resolve) => connect(port, '127.0.0.1').once('error', resolve));
  expect(refused).toMatchObject({ code: 'ECONNREFUSED' });
  idle.socket.write(ask('/quick'));
  await idle.ended;
  expect(idle.said().match(/HTTP\/1.1 200/g)).toHaveLength(2);
  expect(idle.said()).toContain('connection: close');
  await silent.ended;
  finish();
  await slow.ended;
  expect(slow.said()).toMatch(/HTTP\/1.1 200[\s\S]*connection: close[\s\S]*done/);
  await drained;
});

it('does not wait for connections that became something else', async () => {
  const app = createServer({ log: silentLog, alive: async () => true });
  app.get('/socket', { config: { boundsItself: true } }, (_request, reply) => reply.hijack());
  let end = () => {};
  // As the WebSocket plugin does it.
  app.addHook('preClose', (done) => {
    end();
    done();
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const open = listen(port);
  open.socket.write('GET /socket HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n');
  await pause(100);
  const started = performance.now();
  end = () => open.socket.destroy();
  await drain(app);
  expect(performance.now() - started).toBeLessThan(3_000);
});
