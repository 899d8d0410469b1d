import { newTraceId } from '#kernel';
import { remindOfCases, sealOlderCases } from '../features/cases/index.ts';
import { followLog, forgetOldNews, sendMails } from '../features/notifications/index.ts';
import { createMail } from '../features/subscriptions/index.ts';
import { dropEndedFiles } from '../features/take-away/index.ts';
import type { Core } from './compose.ts';
import { smtpPassword } from './node-key.ts';
import { operatorCaller } from './operator-caller.ts';
import type { NodeConfig } from './settings.ts';

/** Milliseconds between two looks into the log. */
const everyLook = 2_000;
/** Milliseconds between two looks for what is overdue or over. */
const everyHour = 3_600_000;
const mailTimeout = 20;

/**
 * Keeps persons told while the node serves: what comes into the log goes into their inboxes and out by mail; cases that
 * nobody answered in time are noted, and what links have handed over is removed when they end. Every process of a node
 * does it, and each thing is done once. Call what it gives to end.
 */
export function keepTelling(core: Core, config: NodeConfig): () => Promise<void> {
  const { db, access, audit, clock, identity, log } = core;
  const { words } = core.persons;
  const mail = config.mail && createMail({ ...config.mail, ...smtpPassword(config.keysDir) });
  const node = { name: config.name, publicUrl: config.publicUrl };

  let stopping = false;

  const mayRead = async (account: string, patient: string) => {
    const caller = await identity.onBehalfOf(account, 'carnet-notifications');
    return caller !== undefined && (await access.decide({ caller, act: 'read-log', patient })).permit;
  };

  const tell = async () => {
    while (!stopping && (await followLog({ db, audit, words, clock, identity })) > 0);
  };
  const write = async () => {
    if (mail === undefined) return;
    const link = `${config.publicUrl}/inbox`;
    await sendMails({
      ...{ db, words, clock, log, identity, node, mayRead },
      send: async ({ to, ...says }) => {
        const kind = 'event-notification';
        const sent = await mail.send({ to, kind, says, node: config.name, link, timeout: mailTimeout });
        return sent.ok;
      },
    });
  };
  const tidy = async () => {
    const caller = { ...operatorCaller(config, 'cases'), name: config.name, traceId: newTraceId() };
    await remindOfCases({ db, audit, clock, caller });
    await sealOlderCases({ db, words });
    await dropEndedFiles(db, clock.now());
    await forgetOldNews({ db, clock });
  };

  // Mail that is slow keeps no inbox waiting.
  const stops = [repeat(everyLook, tell), repeat(everyLook, write), repeat(everyHour, tidy)];
  return async () => {
    stopping = true;
    await Promise.allSettled(stops.map((stop) => stop()));
    mail?.close();
  };

  /** One round after the other; what goes wrong is tried again in the next. */
  function repeat(every: number, work: () => Promise<void>): () => Promise<void> {
    let ended = false;
    let timer: NodeJS.Timeout | undefined;
    let round = Promise.resolve();
    const go = () => {
      round = work()
        .catch(() => log.warn('notifications.round-failed'))
        .then(() => {
          if (!ended) timer = setTimeout(go, every).unref();
        });
    };
    timer = setTimeout(go, everyLook).unref();
    return async () => {
      ended = true;
      clearTimeout(timer);
      await round;
    };
  }
}
