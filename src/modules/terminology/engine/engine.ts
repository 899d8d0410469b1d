import type { Definition } from '#fhir';
import type {
  PerformTerminology,
  TerminologyAnswer,
  TerminologyOperation,
  TerminologyRequest,
  TerminologySource,
} from '../concepts.ts';
import { findCodeSystem, type ImpliedValueSets, newCall } from './call.ts';
import { entriesOf, type ParameterElement, readCallParameters } from './call-parameters.ts';
import { type ClosureTables, closure, closureTablesInMemory } from './closure.ts';
import { expand } from './expand.ts';
import { isRefusal, outcomeOf, type Refusal, refuseWith } from './issues.ts';
import { lookup } from './lookup.ts';
import { overlaidSource, sourceOfResources } from './overlaid-source.ts';
import type { Coding } from './resources.ts';
import { subsumes } from './subsumes.ts';
import { translate } from './translate.ts';
import { validateInCodeSystem, validateInValueSet } from './validate-code.ts';
import { whenLoaded } from './when-loaded.ts';

export interface TerminologyEngine {
  readonly perform: PerformTerminology;
}

export interface TerminologyEngineOptions {
  readonly source: TerminologySource;
  readonly now?: () => Date;
  /** Where closure tables are kept; in memory where nothing is said. */
  readonly closures?: ClosureTables;
}

const mostResources = 200;
const mostValidations = 1_000;

/** The operations of terminology over a source; each answers a resource, an OperationOutcome where it cannot. */
export function createTerminologyEngine({
  source,
  now = () => new Date(),
  closures = closureTablesInMemory(),
}: TerminologyEngineOptions): TerminologyEngine {
  const answered = (answer: TerminologyAnswer | Refusal): TerminologyAnswer =>
    isRefusal(answer) ? { status: answer.status, resource: outcomeOf(answer.issues) } : answer;
  return {
    async perform(operation, request) {
      if (operation === '$closure') return answered(await performClosure(request));
      const implied: ImpliedValueSets = new Map();
      const question = () => answerTo(source, operation, request, { now: now(), implied });
      return answered(await whenLoaded(source, question, tooCostly));
    },
  };

  async function performClosure({
    parameters,
    languages,
    client = '',
  }: TerminologyRequest): Promise<TerminologyAnswer | Refusal> {
    const entries = entriesOf(parameters);
    const read = readCallParameters(entries, languages, false);
    if (isRefusal(read)) return read;
    const call = newCall(source, read);
    // The table changes, so that the code systems are brought into memory before it does.
    const question = (): undefined => {
      for (const { valueCoding } of entries) {
        const system = (valueCoding as Coding | undefined)?.system;
        if (system !== undefined) findCodeSystem(call, system, undefined);
      }
    };
    const refusal = await whenLoaded(source, question, tooCostly);
    if (refusal !== undefined) return refusal;
    return closure(call, entries, closures, client, now());
  }
}

function tooCostly(): Refusal {
  return refuseWith(422, 'too-costly', 'The answer would take too long: ask for less, or of a smaller value set.');
}

/** What the rounds of one question have in common. */
interface Asking {
  readonly now: Date;
  readonly implied: ImpliedValueSets;
}

function answerTo(
  source: TerminologySource,
  operation: TerminologyOperation,
  request: TerminologyRequest,
  asking: Asking,
): TerminologyAnswer | Refusal {
  const { parameters, instance, languages } = request;
  const entries = entriesOf(parameters);
  const isValidating = operation.endsWith('$validate-code');
  const read = readCallParameters(entries, languages, isValidating);
  if (isRefusal(read)) return read;
  const brought = entries.flatMap(({ name, resource }) => (name === 'tx-resource' && resource ? [resource] : []));
  if (brought.length > mostResources)
    return refuseWith(413, 'too-costly', 'The request brings along too many resources.');
  const call = newCall(
    brought.length === 0 ? source : overlaidSource(sourceOfResources(brought), source),
    read,
    asking.implied,
  );
  switch (operation) {
    case 'CodeSystem/$lookup':
      return lookup(call, entries, instance);
    case 'CodeSystem/$validate-code':
      return validateInCodeSystem(call, entries, instance);
    case 'ValueSet/$validate-code':
      return validateInValueSet(call, entries, instance);
    case 'ValueSet/$batch-validate-code':
      return validateBatch(source, entries, request, asking);
    case 'ValueSet/$expand':
      return expand(call, entries, instance, asking.now);
    case 'CodeSystem/$subsumes':
      return subsumes(call, entries, instance);
    case 'ConceptMap/$translate':
      return translate(call, entries, instance);
    default:
      return refuseWith(501, 'not-supported', `The operation ${operation} is not built.`);
  }
}

/** Many validations in one call (`$batch-validate-code` of the ecosystem): what all share stands beside them. */
function validateBatch(
  source: TerminologySource,
  entries: readonly ParameterElement[],
  request: TerminologyRequest,
  asking: Asking,
): TerminologyAnswer | Refusal {
  const shared = entries.filter(({ name }) => name !== 'validation');
  const asked = entries.filter(({ name }) => name === 'validation');
  if (asked.length > mostValidations) return refuseWith(413, 'too-costly', 'The batch has too many validations.');
  const parameter = asked.map(({ resource }) => {
    const own = resource === undefined ? [] : entriesOf(resource);
    const names = new Set(own.map(({ name }) => name));
    const all = [...shared.filter(({ name }) => name === 'tx-resource' || !names.has(name)), ...own];
    const parameters = { resourceType: 'Parameters', parameter: all } as unknown as Definition;
    const isInSet = all.some(({ name }) => name === 'url' || name === 'valueSet');
    const operation = isInSet ? 'ValueSet/$validate-code' : 'CodeSystem/$validate-code';
    const answer = answerTo(source, operation, { ...request, parameters }, asking);
    return { name: 'validation', resource: isRefusal(answer) ? outcomeOf(answer.issues) : answer.resource };
  });
  return { status: 200, resource: { resourceType: 'Parameters', parameter } as unknown as Definition };
}
