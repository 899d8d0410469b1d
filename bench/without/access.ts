import { replaceModule } from './replace.ts';

/** The node without decisions: whoever is signed in may do everything. */
replaceModule(
  '/src/modules/access/create-access.ts',
  `const all = { permit: true, rule: 'none', visibility: { common: 'all', persons: 'all' } };
   const nothing = async () => undefined;
   export const createAccess = () => new Proxy({}, { get: (_, name) => (name === 'decide' ? async () => all : name === 'decideRole' ? () => all : name === 'decideBeside' ? () => undefined : nothing) });`,
);
