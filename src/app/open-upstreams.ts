import type { FastifyInstance } from 'fastify';
import { parseSearch, type Resource, type SearchQuery } from '#fhir';
import {
  type Account,
  readSignInFile,
  type SignInDirectory,
  SignInFileError,
  simulatedUpstreams,
  type UpstreamSetup,
} from '#identity';
import { ok } from '#kernel';
import type { Records } from '#records';
import { operatorCaller } from './operator-caller.ts';
import { ConfigError, type NodeConfig } from './settings.ts';

export interface Upstreams {
  /** What the operator set up, and on a demonstration node the simulated ones. */
  readonly upstreams: readonly UpstreamSetup[];
  readonly directory: SignInDirectory;
  /** Serves the simulated ones, where there are any. */
  serveSimulated(app: FastifyInstance): void;
}

/** Resources that one person's traits or identifiers may bring. */
const mostCandidates = 200;

/** Brokers and wallets by which people sign in, with what they need of the records. Throws `ConfigError`. */
export async function openUpstreams(
  config: Pick<NodeConfig, 'node' | 'country' | 'publicUrl' | 'demonstration' | 'signInFile'>,
  parts: {
    readonly records: () => Pick<Records, 'select' | 'readMany'>;
    readonly accounts: () => Promise<readonly Account[]>;
  },
): Promise<Upstreams> {
  const caller = { ...operatorCaller(config, 'sign-in'), subject: `${config.node}-sign-in`, name: 'Sign-in' };
  const directory: SignInDirectory = {
    async find(type, searches, fits) {
      const queries = searches.flatMap((search): SearchQuery[] => {
        const params = new URLSearchParams(search.map(([name, value]) => [name, value]));
        const query = parseSearch(type, params, { handling: 'lenient' });
        // What no search can say finds nobody.
        return query.ok && query.value.criteria.length === search.length
          ? [{ ...query.value, count: mostCandidates, total: 'none' }]
          : [];
      });
      if (queries.length === 0) return ok([]);
      const select = { queries, most: mostCandidates };
      const found = await parts
        .records()
        .select(
          caller,
          { ...select, select: (candidates) => candidates.filter(({ text }) => fits(JSON.parse(text) as Resource)) },
          'sign-in',
        );
      return found.ok ? ok(found.value.map(({ text }) => JSON.parse(text) as Resource)) : found;
    },
  };
  const simulated = config.demonstration
    ? await simulatedUpstreams({
        ...config,
        async people() {
          const accounts = (await parts.accounts()).filter(({ alias }) => alias !== undefined);
          const patients = accounts.flatMap(({ patient }) => patient ?? []);
          const read = await parts.records().readMany(
            caller,
            patients.map((id) => ({ type: 'Patient', id })),
            'simulated-sign-in',
          );
          const texts = new Map((read.ok ? read.value : []).flatMap((each) => (each ? [[each.id, each.text]] : [])));
          return accounts.map((account) => {
            const text = texts.get(account.patient ?? '');
            return text === undefined ? { account } : { account, patient: JSON.parse(text) };
          });
        },
      })
    : undefined;
  return {
    upstreams: [...(await readUpstreams(config.signInFile)), ...(simulated?.upstreams ?? [])],
    directory,
    serveSimulated: (app) => simulated?.register(app),
  };
}

/** What the operator set up. Throws `ConfigError`, which names the place in the file. */
export async function readUpstreams(file: string): Promise<readonly UpstreamSetup[]> {
  try {
    return await readSignInFile(file);
  } catch (failure) {
    throw failure instanceof SignInFileError ? new ConfigError(failure.message) : failure;
  }
}
