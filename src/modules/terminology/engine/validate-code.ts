import type { Definition } from '#fhir';
import type { TerminologyAnswer } from '../concepts.ts';
import { packCodeSystem } from '../content/pack-code-system.ts';
import {
  type Call,
  findCodeSystem,
  findInstance,
  findValueSet,
  missingSupplements,
  noteSupplements,
  ruledVersion,
} from './call.ts';
import { codingOf, conceptOf, type ParameterElement, resourceOf, textOf, withParametersOf } from './call-parameters.ts';
import { type CodeSystemView, viewOf } from './code-system-view.ts';
import { isRefusal, issue, outcomeOf, type Refusal, refuse, refuseWith } from './issues.ts';
import { prepareValueSet } from './prepare-value-set.ts';
import { type CodeSystemFacts, canonicalOf, partsOfCanonical, type ValueSet } from './resources.ts';
import { unknownVersion } from './unknown-version.ts';
import { type Coded, type CodedForm, systemProblem, type Validation, validateCoded } from './validate-coded.ts';

type Entries = readonly ParameterElement[];

/** ValueSet/$validate-code (R4 valueset-operation-validate-code.html). */
export function validateInValueSet(call: Call, entries: Entries, instance?: Definition): TerminologyAnswer | Refusal {
  const set = namedValueSet(call, entries, instance);
  if (isRefusal(set)) return set;
  const coded = codedOf(entries, false);
  if (coded === undefined) {
    const text =
      'Unable to find code to validate (looked for coding | codeableConcept | code+system | code+inferSystem in parameters';
    return refuseWith(400, 'invalid', text);
  }
  const own = forForm(call, coded);
  const parameters = withParametersOf(own.parameters, set.compose, set.language, true);
  if (isRefusal(parameters)) return parameters;
  const ruled = { ...own, parameters };
  const refusal = prepareValueSet(ruled, set) ?? missingSupplements(ruled);
  if (refusal !== undefined) return asResult(ruled, refusal, coded);
  return answerOf(ruled, validateCoded(ruled, set, coded, false), coded);
}

/** CodeSystem/$validate-code (R4 codesystem-operation-validate-code.html). */
export function validateInCodeSystem(call: Call, entries: Entries, instance?: Definition): TerminologyAnswer | Refusal {
  const coded = codedOf(entries, true);
  if (coded === undefined) {
    const text = 'Unable to find code to validate (looked for coding | codeableConcept | code in parameters)';
    return refuseWith(400, 'invalid', text);
  }
  const own = forForm(call, coded);
  const view = namedCodeSystem(own, entries, coded, instance);
  if (isRefusal(view)) return asResult(own, view, coded);
  noteSupplements(own, view);
  const missing = missingSupplements(own);
  if (missing !== undefined) return missing;
  const set = {
    resourceType: 'ValueSet',
    status: 'active',
    url: view.header.valueSet ?? `${view.url}/vs`,
    ...(view.version === undefined ? {} : { version: view.version }),
    compose: { include: [{ system: view.url, ...(view.version === undefined ? {} : { version: view.version }) }] },
  } as unknown as ValueSet;
  return answerOf(own, validateCoded(own, set, coded, true), coded);
}

/** `inferSystem` is meant for a code alone. */
function forForm(call: Call, { form }: Coded): Call {
  if (form === 'code' || call.parameters.inferSystem !== true) return call;
  return { ...call, parameters: { ...call.parameters, inferSystem: false } };
}

/** The value set that a call names: the one it is called on, one that it brings along, or one by its canonical. */
export function namedValueSet(call: Call, entries: Entries, instance?: Definition): ValueSet | Refusal {
  const given = instance ?? resourceOf(entries, 'valueSet');
  if (given !== undefined) {
    return given.resourceType === 'ValueSet'
      ? (given as ValueSet)
      : refuseWith(400, 'invalid', 'The parameter valueSet must be a ValueSet.');
  }
  const named = textOf(entries, 'url');
  if (named === undefined) {
    return refuseWith(400, 'invalid', 'No ValueSet specified - provide url parameter or valueSet resource');
  }
  const { url, version } = partsOfCanonical(named);
  const canonical = canonicalOf(url, ruledVersion(call, url, textOf(entries, 'valueSetVersion') ?? version));
  const found = findValueSet(call, canonical);
  if (found !== undefined) return found;
  const parts = { severity: 'error', code: 'not-found', type: 'not-found' } as const;
  return refuse(422, issue('Unable_to_resolve_value_Set_', parts, [canonical]));
}

const systemPaths: Readonly<Record<CodedForm, string>> = {
  code: 'system',
  coding: 'Coding.system',
  codeableConcept: 'CodeableConcept.coding[0].system',
};

const codingPaths: Readonly<Record<CodedForm, string>> = {
  code: '',
  coding: 'Coding',
  codeableConcept: 'CodeableConcept.coding[0]',
};

function namedCodeSystem(
  call: Call,
  entries: Entries,
  { form, concept }: Coded,
  instance?: Definition,
): CodeSystemView | Refusal {
  const given = resourceOf(entries, 'codeSystem');
  if (given?.resourceType === 'CodeSystem') return viewOf(packCodeSystem(given as CodeSystemFacts), []);
  const [coding] = concept.coding ?? [];
  const asked = textOf(entries, 'url');
  const url = instance === undefined ? (asked ?? coding?.system) : String(instance.url);
  if (url === undefined) {
    const parts = {
      severity: 'warning',
      code: 'invalid',
      type: 'invalid-data',
      path: codingPaths[form],
    } as const;
    return refuse(422, issue('Coding_has_no_system__cannot_validate', parts, []), { asResult: true });
  }
  const named = textOf(entries, 'version') ?? (asked === undefined ? coding?.version : undefined);
  const version = instance === undefined ? ruledVersion(call, url, named) : versionOf(instance);
  const view = instance === undefined ? findCodeSystem(call, url, version) : findInstance(call, instance);
  const path = systemPaths[form];
  const where = { severity: 'error', code: 'invalid', type: 'invalid-data', path } as const;
  if (view !== undefined) return view;
  const problem = systemProblem(call, url);
  if (problem !== undefined) return refuse(422, issue(problem.id, where, [problem.canonical]), { asResult: true });
  const { key, id, parts } = unknownVersion(call, url, version);
  const one = issue(id, { severity: 'error', code: 'not-found', type: 'not-found', path }, parts);
  const relative = /^[a-z][a-z0-9+.-]*:/i.test(url) ? [] : [issue('Terminology_TX_System_Relative', where, [])];
  return { ...refuse(422, one, { asResult: true, unknownSystem: key }), issues: [one, ...relative] };
}

function versionOf({ version }: Definition): string | undefined {
  return typeof version === 'string' ? version : undefined;
}

/** The coded value of a call, as a concept; of a code alone, with the names that its code system has there. */
function codedOf(entries: Entries, ofSystem: boolean): Coded | undefined {
  const concept = conceptOf(entries, 'codeableConcept');
  if (concept !== undefined) return { form: 'codeableConcept', concept };
  const coding = codingOf(entries, 'coding');
  if (coding !== undefined) return { form: 'coding', concept: { coding: [coding] } };
  const code = textOf(entries, 'code');
  if (code === undefined) return undefined;
  const system = ofSystem ? textOf(entries, 'url', 'system') : textOf(entries, 'system');
  const version = ofSystem ? textOf(entries, 'version') : textOf(entries, 'systemVersion');
  const display = textOf(entries, 'display');
  if (system === undefined && !ofSystem && textOf(entries, 'inferSystem') !== 'true') return undefined;
  const single = {
    code,
    ...(system === undefined ? {} : { system }),
    ...(version === undefined ? {} : { version }),
    ...(display === undefined ? {} : { display }),
  };
  return { form: 'code', concept: { coding: [single] } };
}

/** A refusal that a validation answers as a verdict. */
function asResult(call: Call, refusal: Refusal, { form, concept }: Coded): TerminologyAnswer | Refusal {
  if (refusal.asResult !== true) return refusal;
  const [coding] = concept.coding ?? [];
  const message = refusal.issues.map(({ text }) => text).join('; ');
  const isConcept = form === 'codeableConcept';
  const known =
    isConcept || coding?.system === undefined ? undefined : findCodeSystem(call, coding.system, undefined)?.version;
  const version = coding?.version ?? known;
  const parameter: readonly (object | undefined)[] = [
    { name: 'result', valueBoolean: false },
    isConcept ? { name: 'codeableConcept', valueCodeableConcept: concept } : undefined,
    isConcept || coding?.system === undefined ? undefined : { name: 'system', valueUri: coding.system },
    isConcept || coding?.code === undefined ? undefined : { name: 'code', valueCode: coding.code },
    isConcept || version === undefined ? undefined : { name: 'version', valueString: version },
    { name: 'message', valueString: message },
    refusal.unknownSystem === undefined
      ? undefined
      : { name: 'x-caused-by-unknown-system', valueCanonical: refusal.unknownSystem },
    { name: 'issues', resource: outcomeOf(refusal.issues) },
  ];
  return parametersAnswer(parameter);
}

function answerOf(call: Call, validation: Validation | Refusal, coded: Coded): TerminologyAnswer | Refusal {
  if (isRefusal(validation)) return asResult(call, validation, coded);
  const one = (name: string, type: string, value: unknown) =>
    value === undefined ? undefined : { name, [`value${type}`]: value };
  const unknownSystem = validation.isDueToThem ? 'x-unknown-system' : 'x-caused-by-unknown-system';
  return parametersAnswer([
    one('result', 'Boolean', validation.isValid),
    one('system', 'Uri', validation.system),
    one('code', 'Code', validation.code),
    one('normalized-code', 'Code', validation.normalCode),
    one('version', 'String', validation.version),
    one('display', 'String', validation.display),
    one('inactive', 'Boolean', validation.isInactive ? true : undefined),
    one('status', 'Code', validation.status),
    ...validation.unknownSystems.map((system) => one(unknownSystem, 'Canonical', system)),
    one('message', 'String', validation.message),
    one('codeableConcept', 'CodeableConcept', validation.concept),
    validation.issues.length === 0 ? undefined : { name: 'issues', resource: outcomeOf(validation.issues) },
  ]);
}

function parametersAnswer(parameter: readonly (object | undefined)[]): TerminologyAnswer {
  const resource = { resourceType: 'Parameters', parameter: parameter.filter((one) => one !== undefined) };
  return { status: 200, resource: resource as unknown as Definition };
}
