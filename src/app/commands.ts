import type { Command } from './command.ts';

/** What `carnet` lists. A command is loaded when it is called, so that those which need no node start at once. */
export interface CommandEntry {
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

export const commands: Readonly<Record<string, CommandEntry>> = {
  import: {
    summary: 'take in FHIR files: Bundles, resources, NDJSON, plain or gzipped',
    load: async () => (await import('./commands/import.ts')).importCommand,
  },
  token: {
    summary: 'print an access token for a demonstration identity',
    load: async () => (await import('./commands/token.ts')).tokenCommand,
  },
  apps: {
    summary: 'list, let in and refuse the apps that ask for what people have here',
    load: async () => (await import('./commands/apps.ts')).appsCommand,
  },
  status: {
    summary: 'show what a node holds',
    load: async () => (await import('./commands/status.ts')).statusCommand,
  },
  terminology: {
    summary: 'import code systems, switch their versions, load names of codes',
    load: async () => (await import('./commands/terminology.ts')).terminologyCommand,
  },
  packages: {
    summary: 'add, list and remove FHIR packages: profiles and value sets that a node judges by',
    load: async () => (await import('./commands/packages.ts')).packagesCommand,
  },
  db: {
    summary: 'spread the database of a node over a cluster',
    load: async () => (await import('./commands/db.ts')).dbCommand,
  },
  audit: {
    summary: 'say whether the log was touched, and where; export it with proofs',
    load: async () => (await import('./commands/audit.ts')).auditCommand,
  },
  account: {
    summary: 'invite a person to sign in, or close an account',
    load: async () => (await import('./commands/account.ts')).accountCommand,
  },
  erase: {
    summary: 'erase a person on her request, backups included',
    load: async () => (await import('./commands/erase.ts')).eraseCommand,
  },
  keys: {
    summary: 'rotate the keys of a node: of sign-in, of its log, of persons; begin to seal records',
    load: async () => (await import('./commands/keys.ts')).keysCommand,
  },
  proxy: {
    summary: 'say who acts for whom: add upon a proof, end, list',
    load: async () => (await import('./commands/proxy.ts')).proxyCommand,
  },
  config: {
    summary: 'show how a node is configured',
    load: async () => (await import('./commands/config.ts')).configCommand,
  },
  validate: {
    summary: 'say what is wrong with FHIR files, without a node',
    load: async () => (await import('./commands/validate.ts')).validateCommand,
  },
  profiles: {
    summary: 'write the own profiles of the six categories as a FHIR package, without a node',
    load: async () => (await import('./commands/profiles.ts')).profilesCommand,
  },
  fhirpath: {
    summary: 'answer a FHIRPath expression for a file, without a node',
    load: async () => (await import('./commands/fhirpath.ts')).fhirpathCommand,
  },
};
