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

const rank: Record<LogLevel, number> = { debug: 10, info: 20, warn: 30, error: 40 };
const longestField = 200;

/**
 * One JSON object per line. Events are fixed words of the code; variable text goes into fields, which are cut to
 * 200 characters so that no document can slip into a log.
 */
export function createLog(options: { level: LogLevel; write?: (line: string) => void; fields?: LogFields }): Log {
  const write = options.write ?? ((line: string) => void process.stderr.write(line));
  const base = options.fields ?? {};
  const emit = (level: LogLevel, event: string, fields: LogFields = {}) => {
    if (rank[level] < rank[options.level]) return;
    const line: Record<string, string | number | boolean> = { at: new Date().toISOString(), level, event };
    for (const [key, value] of Object.entries({ ...base, ...fields })) {
      if (value !== undefined) line[key] = typeof value === 'string' ? value.slice(0, longestField) : value;
    }
    write(`${JSON.stringify(line)}\n`);
  };
  return {
    debug: (event, fields) => emit('debug', event, fields),
    info: (event, fields) => emit('info', event, fields),
    warn: (event, fields) => emit('warn', event, fields),
    error: (event, fields) => emit('error', event, fields),
    with: (fields) => createLog({ ...options, fields: { ...base, ...fields } }),
  };
}

export const silentLog: Log = createLog({ level: 'error', write: () => {} });
