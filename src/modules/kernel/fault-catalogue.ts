import type { CatalogueEntry } from './faults/entry.ts';
import { identityFaults } from './faults/identity-faults.ts';
import { nodeFaults } from './faults/node-faults.ts';
import { personFaults } from './faults/person-faults.ts';
import { requestFaults } from './faults/request-faults.ts';
import { resourceFaults } from './faults/resource-faults.ts';
import { searchFaults } from './faults/search-faults.ts';

/** Every error code that a caller can meet, by subject. `docs/errors.md` has a row for each; a test compares the two. */
export const faultCatalogue = {
  ...requestFaults,
  ...resourceFaults,
  ...searchFaults,
  ...identityFaults,
  ...personFaults,
  ...nodeFaults,
} as const satisfies Record<string, CatalogueEntry>;

export type FaultCode = keyof typeof faultCatalogue;
