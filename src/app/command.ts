/** One command of `carnet`. `run` answers the exit code. */
export interface Command {
  readonly help: string;
  run(args: readonly string[]): Promise<number>;
}

/** The option by which a command names one of several nodes. */
export const nodeOption = { node: { type: 'string' as const } };
