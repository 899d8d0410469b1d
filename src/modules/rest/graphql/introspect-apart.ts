import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { fail, faultOf, type Outcome, ok } from '#kernel';
import type { IntrospectionAnswer, IntrospectionQuestion } from './introspection-process.ts';

/** Introspections that wait for the process. */
const mostWaiting = 8;
/** Milliseconds that the process is kept with nothing to do, and in which it must have answered. */
const keep = 20_000;
const patience = 25_000;

interface Waiting {
  readonly question: IntrospectionQuestion;
  readonly settle: (answer: Outcome<string>) => void;
}

let child: ChildProcess | undefined;
let asked: Waiting | undefined;
let timer: NodeJS.Timeout | undefined;
const waiting: Waiting[] = [];

/**
 * The JSON text that answers an introspection. The schema of all of R4 takes seconds to make and 200 MB to hold, and is
 * asked for by tools now and then: a process of its own makes it, and ends soon after, so that neither the other requests
 * nor the memory of the node feel it. `request.too-many` where several wait already.
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
  child ??= start();
  child.send(asked.question);
  timer = setTimeout(end, patience).unref();
}

function start(): ChildProcess {
  const path = fileURLToPath(new URL('./introspection-process.ts', import.meta.url));
  const started = fork(path, { execArgv: [], env: {}, stdio: 'ignore' });
  started.unref();
  started.channel?.unref();
  started.on('message', (answer: IntrospectionAnswer) => {
    answered('data' in answer ? ok(answer.data) : fail('graphql.invalid', answer.refused));
  });
  // What it does not survive is a defect of ours; the next question starts another.
  started.on('error', () => started === child && end());
  started.on('exit', () => started === child && end());
  return started;
}

function answered(answer: Outcome<string>): void {
  const { settle } = asked ?? {};
  asked = undefined;
  settle?.(answer);
  next();
}

function end(): void {
  const ending = child;
  child = undefined;
  ending?.kill();
  if (asked !== undefined) {
    answered({ ok: false, fault: faultOf('request.timeout', 'The schema could not be told in time.') });
  }
}
