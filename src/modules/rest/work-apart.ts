import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { fail, type Outcome, ok } from '#kernel';

export interface ApartOptions {
  /** Module of the process: it answers each message with one. */
  readonly module: URL;
  /** Questions that wait for the process; what comes beyond is `request.too-many`. */
  readonly mostWaiting: number;
  /** Milliseconds that the process is kept with nothing to do. */
  readonly keep: number;
}

/** What questions go by: it is sent when it is new to the process, before the question, and gets no answer. */
export interface ApartContext {
  /** Two of the same name are the same. */
  readonly name: string;
  readonly message: object;
}

interface Waiting<Question, Answer> {
  readonly question: Question;
  readonly context: ApartContext | undefined;
  readonly patience: number;
  readonly settle: (answer: Outcome<Answer>) => void;
}

/**
 * Work in a process of its own, a question after the other: for what takes long at once or much memory now and then, or
 * may not end, so that neither the other requests nor the memory of the node feel it. The process starts with the first
 * question and ends soon after the last. An answer that has not come after `patience` milliseconds is `request.timeout`, and
 * the process is ended.
 */
export function workApart<Question extends object, Answer>(
  options: ApartOptions,
): (question: Question, patience: number, context?: ApartContext) => Promise<Outcome<Answer>> {
  let child: ChildProcess | undefined;
  /** The name of the context that the process was sent last. */
  let told: string | undefined;
  let asked: Waiting<Question, Answer> | undefined;
  let timer: NodeJS.Timeout | undefined;
  const waiting: Waiting<Question, Answer>[] = [];

  function next(): void {
    if (asked !== undefined) return;
    clearTimeout(timer);
    asked = waiting.shift();
    if (asked === undefined) {
      timer = setTimeout(end, options.keep).unref();
      return;
    }
    child ??= start();
    if (asked.context !== undefined && asked.context.name !== told) {
      child.send(asked.context.message);
      told = asked.context.name;
    }
    child.send(asked.question);
    timer = setTimeout(end, asked.patience).unref();
  }

  function start(): ChildProcess {
    const started = fork(fileURLToPath(options.module), {
      execArgv: [],
      env: {},
      stdio: 'ignore',
      serialization: 'advanced',
    });
    started.unref();
    started.channel?.unref();
    started.on('message', (answer: Answer) => answered(ok(answer)));
    // What it does not survive is a defect of ours; the next question starts another.
    started.on('error', () => started === child && end());
    started.on('exit', () => started === child && end());
    return started;
  }

  function answered(answer: Outcome<Answer>): void {
    const { settle } = asked ?? {};
    asked = undefined;
    settle?.(answer);
    next();
  }

  function end(): void {
    const ending = child;
    child = undefined;
    told = undefined;
    ending?.kill('SIGKILL');
    if (asked !== undefined) answered(fail('request.timeout', 'The answer could not be found in time.'));
  }

  return (question, patience, context) => {
    if (waiting.length >= options.mostWaiting) {
      return Promise.resolve(fail('request.too-many', 'Others wait for this already; try again soon.'));
    }
    return new Promise((settle) => {
      waiting.push({ question, context, patience, settle });
      next();
    });
  };
}
