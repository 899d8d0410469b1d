import type { TerminologyOperation } from '#terminology';
import type { FhirOperation } from '../operation.ts';
import { callTerminology, performTerminology } from './perform-terminology.ts';

const r4 = 'http://hl7.org/fhir/OperationDefinition';
/** The terminology ecosystem asks for it and has not defined it; docs/api/batch-validate-code.md says what it does. */
const batchDefinition = 'urn:carnet:operation:batch-validate-code';

/** The operations of a terminology service (FHIR R4, terminology-service.html), on a type and on one of its resources. */
export const terminologyOperations: readonly FhirOperation[] = [
  ...onTypeAndInstance('CodeSystem/$lookup'),
  ...onTypeAndInstance('CodeSystem/$validate-code'),
  ...onTypeAndInstance('CodeSystem/$subsumes'),
  ...onTypeAndInstance('ValueSet/$validate-code'),
  {
    name: 'batch-validate-code',
    on: 'ValueSet',
    at: 'type',
    url: '/ValueSet/$batch-validate-code',
    interactions: [{ method: 'POST', perform: performTerminology('ValueSet/$batch-validate-code') }],
    inBundle: (deps, caller, call) => callTerminology(deps, caller, 'ValueSet/$batch-validate-code', call),
    definition: batchDefinition,
  },
  ...onTypeAndInstance('ValueSet/$expand'),
  ...onTypeAndInstance('ConceptMap/$translate'),
  {
    name: 'closure',
    on: 'system',
    at: 'system',
    url: '/$closure',
    // It keeps what it is told of a closure, so that a GET may not do it.
    interactions: [{ method: 'POST', perform: performTerminology('$closure') }],
    inBundle: (deps, caller, call) => callTerminology(deps, caller, '$closure', call),
    definition: `${r4}/ConceptMap-closure`,
  },
];

function onTypeAndInstance(operation: TerminologyOperation): readonly FhirOperation[] {
  const [on = '', title = ''] = operation.split('/');
  const name = title.slice(1);
  const perform = performTerminology(operation);
  const shared = {
    name,
    on,
    interactions: [
      { method: 'GET', perform },
      { method: 'POST', perform },
    ],
    inBundle: (deps, caller, call) => callTerminology(deps, caller, operation, call),
    definition: `${r4}/${on}-${name}`,
  } as const satisfies Partial<FhirOperation>;
  return [
    { ...shared, at: 'type', url: `/${on}/${title}` },
    { ...shared, at: 'instance', url: `/${on}/:id/${title}` },
  ];
}
