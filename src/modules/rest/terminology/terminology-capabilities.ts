import type { FhirDeps } from '../fhir-deps.ts';
import { ofThisNode } from '../of-this-node.ts';
import { operationInputs } from './operation-inputs.ts';

/** A code system that the terminology service knows. */
export interface KnownCodeSystem {
  readonly url: string;
  /** The one in use first; empty where the code system has no versions. */
  readonly versions: readonly string[];
}

/**
 * The TerminologyCapabilities (FHIR R4, terminologycapabilities.html) as text, made from the code systems at hand and from
 * what the operations take. `at` is when the node started.
 */
export function terminologyCapabilities(deps: FhirDeps, at: Date, codeSystems: readonly KnownCodeSystem[]): string {
  return JSON.stringify({
    resourceType: 'TerminologyCapabilities',
    url: `${deps.baseUrl}/metadata?mode=terminology`,
    ...ofThisNode(deps, at),
    lockedDate: false,
    codeSystem: codeSystems.map(({ url, versions }) => ({
      uri: url,
      ...(versions.length === 0 ? {} : { version: versions.map((code, index) => ({ code, isDefault: index === 0 })) }),
      subsumption: true,
    })),
    expansion: {
      hierarchical: true,
      paging: true,
      incomplete: false,
      parameter: Object.keys(operationInputs['ValueSet/$expand']).map((name) => ({ name })),
      textFilter: 'The beginnings of words in the names of a code, in any order, without regard to case and accents.',
    },
    codeSearch: 'all',
    validateCode: { translations: true },
    translation: { needsMap: true },
    closure: { translation: false },
  });
}
