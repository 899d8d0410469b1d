import { ok } from '#kernel';
import type { Interaction } from './address.ts';

/** As the MIME type parameter `fhirVersion` names them (FHIR R4, http.html#version-parameter). */
const served = ['4.0'];

/**
 * `$versions`: which versions of FHIR are spoken here, and which is meant where none is asked for (FHIR R4,
 * operation-capabilitystatement-versions.html). It is asked before anything else, and so by whoever asks.
 */
export const versionsInteractions: readonly Interaction[] = (['GET', 'POST'] as const).map((method) => ({
  method,
  open: true,
  perform: async () =>
    ok({
      status: 200,
      text: JSON.stringify({
        resourceType: 'Parameters',
        parameter: [
          ...served.map((version) => ({ name: 'version', valueCode: version })),
          { name: 'default', valueCode: served[0] },
        ],
      }),
    }),
}));
