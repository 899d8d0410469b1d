import { Worker } from 'node:worker_threads';
import { fail, faultOf, type Outcome, ok } from '#kernel';
import type { IntrospectionAnswer, IntrospectionQuestion } from './introspection-worker.ts';

/** Introspections that wait for the thread. */
const mostWaiting = 8;
/** Milliseconds that the thread is kept with nothing to do, and in which it must have answered. */
const keep = 20_000;
const patience = 60_000;

interface Waiting {
  readonly question: IntrospectionQuestion;
  readonly settle: (answer: Outcome<string>) => void;
}

let worker: Worker | undefined;
let asked: Waiting | undefined;
let timer: NodeJS.Timeout | undefined;
const waiting: Waiting[] = [];

/**
 * The JSON text that answers an introspection. The schema of all of R4 takes seconds to make and much memory to hold, and
 * is asked for by tools now and then: a thread of its own makes it, and ends soon after, so that neither the other
 * requests nor the memory of the process feel it. `request.too-many` where several wait already.
 */
export function introspectApart(question: IntrospectionQuestion): Promise<Outcome<string>> {
  if (waiting.length >= mostWaiting) {
    return Promise.resolve(fail('request.too-many', 'Several introspections wait already; try again soon.'));
  }
  return new Promise((settle) => {
    waiting.push({ question, settle });
    next();
  });
}

function next(): void {
  if (asked !== undefined) return;
  clearTimeout(timer);
  asked = waiting.shift();
  if (asked === undefined) {
    timer = setTimeout(end, keep).unref();
    return;
  }
  worker ??= start();
  worker.postMessage(asked.question);
  timer = setTimeout(end, patience).unref();
}

function start(): Worker {
  const started = new Worker(new URL('./introspection-worker.ts', import.meta.url));
  started.unref();
  started.on('message', (answer: IntrospectionAnswer) => {
    answered('data' in answer ? ok(answer.data) : fail('graphql.invalid', answer.refused));
  });
  // What throws there is a defect of ours, which the thread does not outlive.
  started.on('error', end);
  return started;
}

function answered(answer: Outcome<string>): void {
  const { settle } = asked ?? {};
  asked = undefined;
  settle?.(answer);
  next();
}

function end(): void {
  void worker?.terminate();
  worker = undefined;
  if (asked !== undefined)
    answered({ ok: false, fault: faultOf('request.timeout', 'The schema could not be told in time.') });
}
