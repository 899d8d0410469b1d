import type { FhirDeps } from './fhir-deps.ts';

/** What every statement about what the node can do begins with. `at` is when it started. */
export function ofThisNode({ baseUrl, node, software }: FhirDeps, at: Date): object {
  return {
    version: software.version,
    name: 'Carnet',
    title: node.name,
    status: 'active',
    date: at.toISOString(),
    kind: 'instance',
    software: { name: 'Carnet', version: software.version },
    implementation: { description: node.name, url: baseUrl },
  };
}
