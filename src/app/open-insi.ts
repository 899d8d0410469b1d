import type { FastifyInstance } from 'fastify';
import {
  type Account,
  createInsiClient,
  type Insi,
  registeredIdentity,
  registerSimulatedInsi,
  simulatedInsiPath,
} from '#identity';
import { type Clock, newTraceId } from '#kernel';
import type { Records } from '#records';
import { operatorCaller } from './operator-caller.ts';
import type { NodeConfig } from './settings.ts';

/**
 * The teleservice INSi of a French demonstration node: a simulated one, which the node asks over HTTP as it would ask the real
 * one, and which knows the people of the demonstration. Elsewhere there is none: the real one takes the certificate and the
 * certification of an operator.
 */
export function openInsi(
  config: Pick<NodeConfig, 'node' | 'country' | 'publicUrl' | 'demonstration'>,
  parts: {
    readonly records: Pick<Records, 'readMany'>;
    readonly accounts: () => Promise<readonly Account[]>;
    readonly clock: Clock;
  },
): { readonly insi: Insi; serveSimulated(app: FastifyInstance): void } | undefined {
  if (!config.demonstration || config.country !== 'FR') return undefined;
  const { records, accounts, clock } = parts;
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
