export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** What a log line may carry: numbers, booleans and short technical words. Never personal data. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
  /** A log that adds these fields to every line. */
  with(fields: LogFields): Log;
}

/** Milliseconds and characters that lines may wait for company. */
const longestWait = 200;
const mostWaiting = 32_768;

/**
 * Writes lines to standard error. A pipe is written to synchronously, so lines of `debug` and `info` wait a moment for
 * company; a warning or an error takes with it what waits and is out at once. What waits is written at exit.
 */
function bufferedStandardError(): (line: string, urgent: boolean) => void {
  let waiting = '';
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting === '') return;
    const text = waiting;
    waiting = '';
    process.stderr.write(text);
  };
  process.once('exit', flush);
  return (line, urgent) => {
    waiting += line;
    if (urgent || waiting.length >= mostWaiting) flush();
    else timer ??= setTimeout(flush, longestWait).unref();
  };
}

let standardError: ReturnType<typeof bufferedStandardError> | undefined;

const rank: Record<LogLevel, number> = { debug: 10, info: 20, warn: 30, error: 40 };
const longestField = 200;

/**
 * One JSON object per line. Events are fixed words of the code; variable text goes into fields, which are cut to
 * 200 characters so that no document can slip into a log.
 */
export function createLog(options: { level: LogLevel; write?: (line: string) => void; fields?: LogFields }): Log {
  const { write } = options;
  const base = options.fields ?? {};
  const baseText = textOf(base);
  const emit = (level: LogLevel, event: string, fields: LogFields = {}) => {
    if (rank[level] < rank[options.level]) return;
    const own = Object.keys(fields).some((key) => key in base)
      ? textOf({ ...base, ...fields })
      : baseText + textOf(fields);
    const text = `{"at":"${new Date().toISOString()}","level":"${level}","event":${JSON.stringify(event)}${own}}\n`;
    if (write !== undefined) return write(text);
    standardError ??= bufferedStandardError();
    standardError(text, rank[level] >= rank.warn);
  };
  return {
    debug: (event, fields) => emit('debug', event, fields),
    info: (event, fields) => emit('info', event, fields),
    warn: (event, fields) => emit('warn', event, fields),
    error: (event, fields) => emit('error', event, fields),
    with: (fields) => createLog({ ...options, fields: { ...base, ...fields } }),
  };
}

/** `,"key":value` for each field that has one. */
function textOf(fields: LogFields): string {
  let text = '';
  for (const key in fields) {
    const value = fields[key];
    if (value === undefined) continue;
    const shown = typeof value === 'string' ? value.slice(0, longestField) : value;
    text += `,${JSON.stringify(key)}:${JSON.stringify(shown)}`;
  }
  return text;
}

export const silentLog: Log = createLog({ level: 'error', write: () => {} });
