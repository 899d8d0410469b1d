import { storePlacements, type TablePlacement } from '#store';

/** What of a node is spread over a Citus cluster: the records, and who may see them, each person's on one machine. */
export const placements: readonly TablePlacement[] = [
  ...storePlacements,
  { table: 'access_sharing', by: 'patient' },
  { table: 'access_relation', by: 'patient', together: 'access_sharing' },
  { table: 'access_emergency', by: 'patient', together: 'access_sharing' },
];

/** What stays on the coordinator, with the reason. */
export const onCoordinator: Readonly<Record<string, string>> = {
  access_emergency_attempt: 'attempts of professionals within the hour',
  audit_block: 'a block is what was committed together, of many persons; its triggers keep it append-only',
  audit_cosignature: 'what witnesses signed of the heads',
  audit_head: 'signed heads of the tree over the log, one after the other',
  audit_pending: 'a short list beside the blocks',
  audit_place: 'made of the blocks by one statement, which cannot take them from one machine and put them on others',
  audit_sealed: 'the order of blocks in the tree, one after the other',
  audit_tile: 'the tree over the whole log',
  audit_unsealed: 'a short list beside the blocks',
  audit_witnessed: 'a row for each partner',
  bulk_import_refusal: 'lines that an import refused',
  carnet_migration: 'the steps of the schema',
  definition: 'what packages brought, read into memory',
  definition_generation: 'one row',
  definition_package: 'a row for each package',
  identity_account: 'accounts, not persons',
  identity_oidc: 'sign-ins under way',
  identity_once: 'what is valid once',
  identity_proxy: 'a few rows of an account, read with it',
  identity_rate: 'how often somebody asked within the minute, unlogged',
  index_renewal: 'a row for each generation of the index',
  job: 'long work',
  search_parameter: 'definitions, read into memory',
  subscription: 'read into memory by every process',
  subscription_event: 'in the order of its subscription',
  subscription_generation: 'one row',
  subscription_process: 'a row for each process',
  terminology_catalogue: 'one row',
  terminology_closure: 'a row for each closure table',
  terminology_closure_concept: "codes, nobody's record",
  terminology_content: 'a row for each version of a code system',
  terminology_content_part: 'packed concepts, read into memory',
  terminology_definition: 'what imports brought, read into memory',
  terminology_designation: 'names of codes, read into memory',
  terminology_use: 'which version was in use when',
  terminology_version: 'a row for each version of a code system',
};
