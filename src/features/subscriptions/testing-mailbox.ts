import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** A mail as it went over the line. */
export interface ArrivedMail {
  /** Addresses of the envelope. */
  readonly to: readonly string[];
  /** Headers and body. */
  readonly text: string;
}

/** A mail server on a free port that keeps what it is sent: from anybody, or from who shows this name and password alone. */
export async function openMailbox(account?: { readonly username: string; readonly password: string }) {
  const mails: ArrivedMail[] = [];
  const server = new SMTPServer({
    ...(account === undefined
      ? { authOptional: true }
      : {
          authMethods: ['PLAIN', 'LOGIN'],
          allowInsecureAuth: true,
          onAuth: ({ username, password }, _session, done) =>
            username === account.username && password === account.password
              ? done(null, { user: username })
              : done(new Error('No')),
        }),
    disabledCommands: ['STARTTLS'],
    onData(stream, { envelope }, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        mails.push({ to: envelope.rcptTo.map(({ address }) => address), text: Buffer.concat(chunks).toString() });
        done();
      });
    },
  });
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  return {
    /** Name and port. */
    host: `127.0.0.1:${(listening.address() as AddressInfo).port}`,
    /** What has arrived, oldest first. */
    mails: mails as readonly ArrivedMail[],
    close: () => new Promise<void>((done) => server.close(() => done())),
  };
}
