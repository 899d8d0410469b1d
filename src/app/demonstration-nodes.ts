import { join } from 'node:path';
import type { TraitQuestion } from '#gateway';
import { traitsOfCountry } from '#identity';
import type { Environment } from './settings.ts';

/** One of the two nodes that `npm start` opens. */
export interface NodePlan {
  readonly node: string;
  readonly country: string;
  readonly name: string;
  readonly language: string;
  readonly standardPort: number;
  /** What a node abroad must know to find a person here. */
  readonly traits: readonly TraitQuestion[];
}

/** France and Portugal, as the demonstration has them. */
export const nodePlans: readonly NodePlan[] = [
  {
    node: 'fr',
    country: 'FR',
    name: 'Carnet France',
    language: 'fr',
    standardPort: 8100,
    traits: traitsOfCountry('FR', true),
  },
  {
    node: 'pt',
    country: 'PT',
    name: 'Carnet Portugal',
    language: 'pt',
    standardPort: 8200,
    traits: traitsOfCountry('PT', true),
  },
];

/** Limits and addresses of the outer world, which hold of every node that `npm start` opens. */
const handedOnNames = [
  'CARNET_POLICY',
  'CARNET_SIGN_IN',
  'CARNET_INSI',
  'CARNET_MAX_BODY',
  'CARNET_MAX_BODIES',
  'CARNET_MAX_IN_FLIGHT',
  'CARNET_RATES',
  'CARNET_LOG_MONTHS',
  'CARNET_WAITING_DAYS',
  'CARNET_ERASURE_HOURS',
  'CARNET_TRUSTED_PROXIES',
  'CARNET_VALIDATION',
  'CARNET_TERMINOLOGY_MEMORY',
  'CARNET_REQUEST_TIMEOUT',
  'CARNET_SLOW_QUERY',
  'CARNET_EXPORT_HOURS',
  'CARNET_IMPORT_SOURCES',
  'CARNET_PACKAGE_REGISTRY',
  'CARNET_PACKAGES_LOCK',
  'CARNET_SUBSCRIPTION_HOSTS',
  'CARNET_SUBSCRIPTION_TOPICS',
  'CARNET_SMTP_URL',
  'CARNET_SMTP_FROM',
] as const;

/** The settings under which the process of a node runs. */
export function nodeEnvironment(
  plan: NodePlan,
  options: {
    stateDir: string;
    databaseUrl: string;
    keysDatabaseUrl: string;
    port: number;
    logLevel: string;
    webRoot: string;
    /** The settings of `npm start`, some of which are those of its nodes. */
    handedOn?: Environment;
  },
): Environment {
  const handedOn = handedOnNames.flatMap((name) => {
    const value = options.handedOn?.[name];
    return value === undefined ? [] : [[name, value]];
  });
  return {
    ...(Object.fromEntries(handedOn) as Environment),
    CARNET_NODE: plan.node,
    CARNET_NAME: plan.name,
    CARNET_COUNTRY: plan.country,
    CARNET_LANGUAGE: plan.language,
    CARNET_PORT: String(options.port),
    CARNET_GATEWAY_PORT: String(options.port + 1),
    CARNET_STATE: join(options.stateDir, plan.node),
    CARNET_DATABASE_URL: options.databaseUrl,
    CARNET_KEYS_DATABASE_URL: options.keysDatabaseUrl,
    CARNET_DEMONSTRATION: '1',
    CARNET_LOG_LEVEL: options.logLevel,
    CARNET_WEB_ROOT: options.webRoot,
  };
}
