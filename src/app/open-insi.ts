import type { FastifyInstance } from 'fastify';
import {
  type Account,
  createInsiClient,
  type Insi,
  readInsiFile,
  registeredIdentity,
  registerSimulatedInsi,
  SignInFileError,
  simulatedInsiPath,
} from '#identity';
import { type Clock, type Log, newTraceId } from '#kernel';
import type { Records } from '#records';
import { operatorCaller } from './operator-caller.ts';
import { ConfigError, type NodeConfig } from './settings.ts';

/**
 * The teleservice INSi: the one that the operator has set up, whose certificate and certification it takes; else on a French
 * demonstration node a simulated one, which is asked over HTTP as the real one would be and knows the people of the
 * demonstration; else none. Throws `ConfigError`.
 */
export function openInsi(
  config: Pick<NodeConfig, 'node' | 'country' | 'publicUrl' | 'demonstration' | 'insiFile'>,
  parts: {
    readonly records: Pick<Records, 'readMany'>;
    readonly accounts: () => Promise<readonly Account[]>;
    readonly clock: Clock;
    readonly log: Log;
  },
): { readonly insi: Insi; serveSimulated(app: FastifyInstance): void } | undefined {
  const { records, accounts, clock, log } = parts;
  const setup = readInsi(config.insiFile);
  if (setup !== undefined) {
    return { insi: createInsiClient({ kind: 'set', ...setup, clock, log }), serveSimulated: () => {} };
  }
  if (!config.demonstration || config.country !== 'FR') return undefined;
  const endpoint = `${new URL(config.publicUrl).origin}${simulatedInsiPath}`;
  return {
    insi: createInsiClient({
      kind: 'simulated',
      endpoint,
      hosts: [new URL(endpoint).host],
      clock,
      sender: config.node,
      software: { name: 'urn:lps:carnet:1', version: '1', instance: config.node, idam: 'SIMULATED' },
    }),
    serveSimulated: (app) =>
      registerSimulatedInsi(app, async () => {
        const patients = (await accounts()).flatMap(({ alias, patient }) =>
          alias === undefined ? [] : (patient ?? []),
        );
        const caller = { ...operatorCaller(config, 'simulated-insi'), traceId: newTraceId() };
        const read = await records.readMany(
          caller,
          [...new Set(patients)].map((id) => ({ type: 'Patient', id })),
          'simulated-insi',
        );
        return (read.ok ? read.value : []).flatMap((each) =>
          each === undefined ? [] : (registeredIdentity(JSON.parse(each.text)) ?? []),
        );
      }),
  };
}

/** How the operator has INSi asked; undefined where he has not. Throws `ConfigError`, which names the place in the file. */
export function readInsi(file: string): ReturnType<typeof readInsiFile> {
  try {
    return readInsiFile(file);
  } catch (failure) {
    throw failure instanceof SignInFileError ? new ConfigError(failure.message) : failure;
  }
}
