import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { breachFileHtml } from '../../src/features/breach-desk/write-file.ts';
import { writeLetter } from '../../src/features/breach-desk/write-letter.ts';
import { mailWords } from '../../src/features/notifications/mail-words.ts';
import { parseChoices } from '../../src/features/notifications/parse-choices.ts';
import { createMail, type Mail } from '../../src/features/subscriptions/channels/mail.ts';
import { openMailbox } from '../../src/features/subscriptions/testing-mailbox.ts';
import { createTranslate } from '../../src/modules/ui/i18n.tsx';
import { languageCodes, languages, type MessageKey } from '../../src/modules/ui/languages/index.ts';
import { newTally } from './tally.ts';

// What reaches other readers than a browser of the node: mail, letters, files for the authority, sentences that are made of
// names. Whatever a name or an address holds, it stays a name or an address.

const tally = newTally('other readers');
let mailbox: Awaited<ReturnType<typeof openMailbox>>;
let mail: Mail;

beforeAll(async () => {
  mailbox = await openMailbox();
  mail = createMail({ url: `smtp://${mailbox.host}`, from: 'node@example.org' });
});
afterAll(async () => {
  tally.print();
  mail?.close();
  await mailbox?.close();
});

/** What a name may try to be. */
const hostile = [
  'a\r\nBcc: thief@evil.example',
  'a\nBcc: thief@evil.example',
  'a\rBcc: thief@evil.example',
  'a\r\n\r\n<html><script>alert(1)</script>',
  'a\r\n.\r\nMAIL FROM:<x@evil.example>',
  'a\u2028Bcc: thief@evil.example',
  'a\u0000b',
  '=?utf-8?Q?x=0D=0ABcc:_thief@evil.example?=',
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '"><svg onload=alert(1)>',
  '<a href="javascript:alert(1)">x</a>',
  '&lt;script&gt;',
  "=HYPERLINK('http://evil.example','x')",
  '+1+cmd|x',
  '{name}',
  '{count, plural, one {x} other {#}}',
  '{',
  "'{'",
  '<b>bold</b>',
  '# # #',
  '%0d%0aBcc:%20thief@evil.example',
  '\u202eelcirnam',
  '__proto__',
];

/** Headers of a mail as it went over the line, unfolded. */
function headersOf(text: string): readonly string[] {
  const [head = ''] = text.split('\r\n\r\n');
  return head.replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n');
}

const expectedHeaders = /^(?:From|To|Subject|Message-ID|Date|MIME-Version|Content-Type|Content-Transfer-Encoding):/i;

describe('a mail', () => {
  it('goes to the one address that was chosen, with the headers of the node alone, whatever stands in it', async () => {
    for (const name of hostile) {
      const before = mailbox.mails.length;
      const says = mailWords('fr', name, `http://node.test/${name}`);
      const sent = await mail.send({
        to: 'claire@example.org',
        kind: 'event-notification',
        says,
        node: name,
        link: name,
        timeout: 10,
      });
      await mail.send({ to: 'claire@example.org', kind: 'heartbeat', node: name, link: name, timeout: 10 });
      for (const one of mailbox.mails.slice(before)) {
        const headers = headersOf(one.text);
        tally.attempt(
          one.to.length === 1 &&
            one.to[0] === 'claire@example.org' &&
            headers.every((each) => expectedHeaders.test(each)),
          () => `${JSON.stringify(name)}: ${one.to.join()} ${headers.join(' / ')}`,
        );
        tally.attempt(
          headers.some((each) => /^Content-Type: text\/plain/i.test(each)) &&
            !/multipart|text\/html/i.test(headers.join()),
          () => `${JSON.stringify(name)} is no plain text: ${headers.join(' / ')}`,
        );
      }
      tally.attempt(
        sent.ok && mailbox.mails.length - before === 2,
        () => `${JSON.stringify(name)}: ${mailbox.mails.length - before} mails`,
      );
    }
    expect(tally.through()).toEqual([]);
  });

  it('goes to no address that is more than one address', async () => {
    const plain = 'claire@example.org';
    const addresses: unknown[] = [
      ...hostile.flatMap((each) => [
        each,
        `${each}@example.org`,
        `claire@${each}`,
        `${plain}${each}`,
        `${each}${plain}`,
      ]),
      `${plain},thief@evil.example`,
      `${plain};thief@evil.example`,
      `${plain} thief@evil.example`,
      `Claire <${plain}>`,
      `<${plain}>`,
      `"a b"@example.org`,
      `claire@[127.0.0.1]`,
      `${plain}>`,
      'claire@example.org\u0000',
      'claire@-',
      'claire@',
      '@example.org',
      'claire',
      'x'.repeat(65).concat('@example.org'),
      `claire@${'x'.repeat(300)}`,
      [plain],
      { address: plain },
      7,
    ];
    for (const address of addresses) {
      const chosen = parseChoices({ kinds: [], pace: 'daily', mail: address });
      if (!chosen.ok) {
        tally.attempt(true, () => '');
        continue;
      }
      // What passes for an address is one: it receives the mail, and nobody else does.
      const before = mailbox.mails.length;
      await mail.send({
        to: String(chosen.value.mail),
        kind: 'heartbeat',
        node: 'Carnet',
        link: 'http://x',
        timeout: 10,
      });
      const [one, ...others] = mailbox.mails.slice(before);
      const headers = one === undefined ? [] : headersOf(one.text);
      tally.attempt(
        one === undefined ||
          (others.length === 0 &&
            one.to.length === 1 &&
            one.to[0]?.toLowerCase() === String(address).toLowerCase() &&
            headers.every((each) => expectedHeaders.test(each))),
        () => `${JSON.stringify(address)}: ${one?.to.join()} ${headers.join(' / ')}`,
      );
    }
    expect(tally.through()).toEqual([]);
  });
});

const moments = { from: '2026-11-01T00:00:00Z', to: '2026-11-02T00:00:00Z' };
const wordsOf = (text: string) => ({ what: text, contact: text, consequences: text, measures: text });

describe('a letter about a breach', () => {
  it('has the lines that it has for anybody, whatever a name or an address holds', () => {
    const lettered = (name: string, address: readonly string[]) =>
      writeLetter({
        addressee: { patient: 'p', name, address, language: 'fr' },
        person: {
          patient: 'p',
          entries: 1,
          resources: 1,
          categories: ['problems'],
          first: moments.from,
          last: moments.to,
        },
        words: wordsOf('This is what happened.'),
        node: { name: 'Carnet', language: 'fr' },
        at: new Date(moments.to),
      }).text;
    const linesOf = (text: string) => text.split(/\r\n|[\n\r\u2028\u2029\u0085\v\f]/).length;
    const lines = linesOf(lettered('Claire', ['1 rue X', 'Paris']));
    for (const name of hostile) {
      for (const text of [lettered(name, ['1 rue X', 'Paris']), lettered('Claire', [name, 'Paris'])]) {
        tally.attempt(
          linesOf(text) === lines,
          () => `${JSON.stringify(name)} makes ${linesOf(text)} lines of ${lines}`,
        );
        tally.attempt(!/\p{Cc}/u.test(text.replaceAll('\n', '')), () => `${JSON.stringify(name)} leaves control signs`);
      }
    }
    expect(tally.through()).toEqual([]);
  });
});

describe('the file for the authority', () => {
  it('holds every text as text', () => {
    for (const text of hostile) {
      for (const language of ['en', 'fr', 'pt', text]) {
        const view = {
          id: text,
          reason: text,
          scope: { subject: text, client: text, ...moments },
          state: 'counted',
          openedBy: text,
          opened: moments.from,
          known: moments.from,
          due: moments.to,
          totals: {
            entries: 1,
            persons: 1,
            resources: 1,
            categories: [],
            ...moments,
            first: moments.from,
            last: moments.to,
          },
          words: wordsOf(text),
          letters: 0,
        } as unknown as Parameters<typeof breachFileHtml>[0]['view'];
        const page = breachFileHtml({ view, node: { name: text, country: text }, language, at: new Date(moments.to) });
        const active = /<script|<img|<svg|<a[ >]|<b>|\son\w+\s*=\s*\w|javascript:alert\(1\)"/i.exec(
          page.replaceAll(/&#\d+;/g, ''),
        );
        const raw = /<(?:script|img|svg|a|b)[ >]/i.exec(page);
        tally.attempt(
          raw === null && active?.[0].startsWith('<') !== true,
          () => `${JSON.stringify(text)}: ${raw?.[0] ?? active?.[0]}`,
        );
      }
    }
    expect(tally.through()).toEqual([]);
  });
});

describe('a sentence that is made of names', () => {
  it('has each of them as it stands, in every language', async () => {
    for (const language of languageCodes) {
      const messages = await languages[language].load();
      const t = createTranslate(messages, language);
      for (const [key, message] of Object.entries(messages)) {
        // Names of simple places; what counts or chooses takes numbers and words of the program's own.
        const names = [...message.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
        const numbers = [...message.matchAll(/\{(\w+), (?:plural|selectordinal|number)/g)].map(([, name = '']) => name);
        const chosen = [...message.matchAll(/\{(\w+), select/g)].map(([, name = '']) => name);
        if (names.length === 0 || chosen.length > 0) continue;
        for (const text of hostile) {
          const values = {
            ...Object.fromEntries(names.map((name) => [name, text])),
            ...Object.fromEntries(numbers.map((name) => [name, 2])),
          };
          let said: string;
          try {
            said = t(key as MessageKey, values);
          } catch (thrown) {
            said = `thrown: ${(thrown as Error).message}`;
          }
          const shown = said.replaceAll('\u00a0', ' ');
          const branches = /plural/.test(message);
          tally.attempt(
            !said.startsWith('thrown') && (branches || shown.includes(text)),
            () => `${language} ${key}: ${JSON.stringify(text)} became ${said}`,
          );
        }
      }
    }
    expect(tally.through()).toEqual([]);
  });
});
