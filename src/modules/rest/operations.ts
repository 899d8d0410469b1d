import type { FhirDeps } from './fhir-deps.ts';
import { versionsInteractions } from './fhir-versions.ts';
import { performInstanceGraphql, performSystemGraphql } from './graphql/graphql-operation.ts';
import type { FhirOperation } from './operation.ts';
import { performSummary } from './perform.ts';
import {
  performDiff,
  performDiffOfTwo,
  performDocument,
  performEncounterEverything,
  performGraph,
  performLastn,
  performMatch,
  performMerge,
  performMeta,
  performMetaAdd,
  performMetaDelete,
  performPatientEverything,
  performUnmerge,
  performValidate,
} from './perform-operation.ts';
import { terminologyOperations } from './terminology/operations.ts';

const r4 = 'http://hl7.org/fhir/OperationDefinition';
/** The standard has none; docs/api/diff.md says what it does. */
const diffDefinition = 'urn:carnet:operation:diff';
/** Nor how a merge is undone: docs/api/merge.md. */
const unmergeDefinition = 'urn:carnet:operation:unmerge';

/** The operations of this module; each has its page in docs/api. */
export const ownOperations: readonly FhirOperation[] = [
  {
    name: 'summary',
    on: 'Patient',
    at: 'instance',
    url: '/Patient/:id/$summary',
    interactions: [{ method: 'GET', perform: performSummary, formats: ['json', 'xml', 'html'] }],
    definition: 'http://hl7.org/fhir/uv/ips/OperationDefinition/summary',
  },
  {
    name: 'everything',
    on: 'Patient',
    at: 'instance',
    url: '/Patient/:id/$everything',
    interactions: [
      { method: 'GET', perform: performPatientEverything },
      { method: 'POST', perform: performPatientEverything },
    ],
    definition: `${r4}/Patient-everything`,
  },
  {
    name: 'everything',
    on: 'Encounter',
    at: 'instance',
    url: '/Encounter/:id/$everything',
    interactions: [
      { method: 'GET', perform: performEncounterEverything },
      { method: 'POST', perform: performEncounterEverything },
    ],
    definition: `${r4}/Encounter-everything`,
  },
  {
    name: 'document',
    on: 'Composition',
    at: 'instance',
    url: '/Composition/:id/$document',
    interactions: [
      { method: 'GET', perform: performDocument },
      { method: 'POST', perform: performDocument },
    ],
    definition: `${r4}/Composition-document`,
  },
  {
    name: 'document',
    on: 'Composition',
    at: 'type',
    url: '/Composition/$document',
    interactions: [
      { method: 'GET', perform: performDocument },
      { method: 'POST', perform: performDocument },
    ],
    definition: `${r4}/Composition-document`,
  },
  {
    name: 'match',
    on: 'Patient',
    at: 'type',
    url: '/Patient/$match',
    interactions: [{ method: 'POST', perform: performMatch }],
    definition: `${r4}/Patient-match`,
  },
  {
    name: 'merge',
    on: 'Patient',
    at: 'type',
    url: '/Patient/$merge',
    interactions: [{ method: 'POST', perform: performMerge }],
    definition: `${r4}/Patient-merge`,
  },
  {
    name: 'unmerge',
    on: 'Patient',
    at: 'type',
    url: '/Patient/$unmerge',
    interactions: [{ method: 'POST', perform: performUnmerge }],
    definition: unmergeDefinition,
  },
  {
    name: 'lastn',
    on: 'Observation',
    at: 'type',
    url: '/Observation/$lastn',
    interactions: [
      { method: 'GET', perform: performLastn },
      { method: 'POST', perform: performLastn },
    ],
    definition: `${r4}/Observation-lastn`,
  },
  {
    name: 'diff',
    on: 'any type',
    at: 'instance',
    url: '/:type/:id/$diff',
    interactions: [{ method: 'GET', perform: performDiff }],
    definition: diffDefinition,
  },
  {
    name: 'diff',
    on: 'system',
    at: 'system',
    url: '/$diff',
    interactions: [
      { method: 'GET', perform: performDiffOfTwo },
      { method: 'POST', perform: performDiffOfTwo },
    ],
    definition: diffDefinition,
  },
  {
    name: 'graph',
    on: 'any type',
    at: 'instance',
    url: '/:type/:id/$graph',
    interactions: [
      { method: 'GET', perform: performGraph },
      { method: 'POST', perform: performGraph },
    ],
    definition: `${r4}/Resource-graph`,
  },
  {
    name: 'meta',
    on: 'any type',
    at: 'instance',
    url: '/:type/:id/$meta',
    interactions: [{ method: 'GET', perform: performMeta }],
    definition: `${r4}/Resource-meta`,
  },
  {
    name: 'meta-add',
    on: 'any type',
    at: 'instance',
    url: '/:type/:id/$meta-add',
    interactions: [{ method: 'POST', perform: performMetaAdd }],
    definition: `${r4}/Resource-meta-add`,
  },
  {
    name: 'meta-delete',
    on: 'any type',
    at: 'instance',
    url: '/:type/:id/$meta-delete',
    interactions: [{ method: 'POST', perform: performMetaDelete }],
    definition: `${r4}/Resource-meta-delete`,
  },
  {
    name: 'validate',
    on: 'any type',
    at: 'type',
    url: '/:type/$validate',
    interactions: [{ method: 'POST', perform: performValidate }],
    definition: `${r4}/Resource-validate`,
  },
  {
    name: 'validate',
    on: 'any type',
    at: 'instance',
    url: '/:type/:id/$validate',
    interactions: [{ method: 'POST', perform: performValidate }],
    definition: `${r4}/Resource-validate`,
  },
  {
    name: 'graphql',
    on: 'system',
    at: 'system',
    url: '/$graphql',
    interactions: [
      { method: 'GET', perform: performSystemGraphql, formats: ['json'] },
      { method: 'POST', perform: performSystemGraphql, formats: ['json'] },
    ],
    definition: `${r4}/Resource-graphql`,
  },
  {
    name: 'graphql',
    on: 'any type',
    at: 'instance',
    url: '/:type/:id/$graphql',
    interactions: [
      { method: 'GET', perform: performInstanceGraphql, formats: ['json'] },
      { method: 'POST', perform: performInstanceGraphql, formats: ['json'] },
    ],
    definition: `${r4}/Resource-graphql`,
  },
  {
    name: 'versions',
    on: 'system',
    at: 'system',
    url: '/$versions',
    interactions: versionsInteractions,
    definition: `${r4}/CapabilityStatement-versions`,
  },
  ...terminologyOperations,
];

/** Every operation that this API answers: its own, and those that features bring. */
export function operationsOf(deps: FhirDeps): readonly FhirOperation[] {
  return [...ownOperations, ...(deps.operations ?? [])];
}
