import { createTransport } from 'nodemailer';
import type { Sent } from './rest-hook.ts';

export interface MailSettings {
  /** `smtp://user@host:port`, `smtps:` for TLS from the first byte. */
  readonly url: string;
  readonly from: string;
  readonly password?: string;
}

export interface MailNews {
  readonly to: string;
  readonly kind: 'handshake' | 'heartbeat' | 'event-notification';
  /** What it says, where that is not by its kind. */
  readonly says?: { readonly subject: string; readonly text: string };
  /** Name of the node, and the address at which the reader signs in. */
  readonly node: string;
  readonly link: string;
  readonly timeout: number;
}

export interface Mail {
  send(news: MailNews): Promise<Sent>;
  close(): void;
}

const words: Readonly<Record<MailNews['kind'], string>> = {
  handshake: 'You will be told at this address when there is news.',
  heartbeat: 'There is no news. This message only says that you will still be told.',
  'event-notification': 'There is news for you.',
};

/** Mail that says that there is news and where to sign in, and nothing of what the news is. */
export function createMail(settings: MailSettings): Mail {
  const url = new URL(settings.url);
  if (settings.password !== undefined) url.password = encodeURIComponent(settings.password);
  const transport = createTransport(url.href, { from: settings.from });
  return {
    async send({ to, kind, says, node, link, timeout }) {
      const late = Promise.withResolvers<'late'>();
      const timer = setTimeout(() => late.resolve('late'), timeout * 1000);
      try {
        const sent = transport.sendMail({
          to,
          ...(says ?? { subject: node, text: `${words[kind]}\n\n${link}\n` }),
          disableFileAccess: true,
          disableUrlAccess: true,
        });
        sent.catch(() => {});
        const first = await Promise.race([sent, late.promise]);
        return first === 'late' ? { ok: false, words: 'The mail server did not answer in time.' } : { ok: true };
      } catch {
        return { ok: false, words: 'The mail server did not take the message.' };
      } finally {
        clearTimeout(timer);
      }
    },
    close: () => transport.close(),
  };
}
