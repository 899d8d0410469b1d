import type { TerminologySource } from '../concepts.ts';
import { expressionProblem } from './ecl/read-expression.ts';
import { issue, type Refusal, refuse } from './issues.ts';
import type { ConceptSet, ValueSet } from './resources.ts';

const snomed = /^(http:\/\/snomed\.info\/x?sct)(\/[^?]+)?\?fhir_vs(?:=(.*))?$/;
const loincAnswers = /^http:\/\/loinc\.org\/vs\/(LL[0-9-]+)$/;
const loincPart = /^http:\/\/loinc\.org\/vs\/(LP[0-9-]+)$/;
const concept = /^\d{6,18}$/;
const longestExpression = 5_000;

/**
 * Value sets that are told by their address alone: those of SNOMED CT (R4 snomedct.html#implicit: all concepts, `isa/`,
 * `refset`, `refset/`, `ecl/`), of LOINC (loinc.html: all codes, an answer list, a part) and all units of UCUM.
 * Undefined where the address is none of these.
 */
export function implicitValueSet(
  source: TerminologySource,
  url: string,
  version: string | undefined,
): ValueSet | Refusal | undefined {
  const ofSnomed = snomed.exec(url);
  if (ofSnomed !== null) return snomedValueSet(url, ofSnomed);
  const answers = loincAnswers.exec(url)?.[1];
  const part = loincPart.exec(url)?.[1];
  const at = version === undefined ? {} : { version };
  if (url === 'http://loinc.org/vs') return valueSet(url, { system: 'http://loinc.org', ...at });
  if (answers !== undefined) {
    const filter = [{ property: 'LIST', op: '=', value: answers }];
    return valueSet(url, { system: 'http://loinc.org', ...at, filter });
  }
  if (part !== undefined) {
    const filter = [{ property: 'ancestor', op: '=', value: part }];
    return valueSet(url, { system: 'http://loinc.org', ...at, filter });
  }
  if (url === 'http://unitsofmeasure.org/vs') return valueSet(url, { system: 'http://unitsofmeasure.org', ...at });
  return ofCodeSystem(source, url, version);
}

/** `url` of a code system itself, with `?fhir_vs`: all its codes. */
function ofCodeSystem(source: TerminologySource, url: string, version: string | undefined): ValueSet | undefined {
  if (!url.endsWith('?fhir_vs')) return undefined;
  const system = url.slice(0, -'?fhir_vs'.length);
  if (source.find(system, version)?.resourceType !== 'CodeSystem') return undefined;
  return valueSet(url, { system, ...(version === undefined ? {} : { version }) });
}

function snomedValueSet(url: string, [, system = '', edition, asked]: RegExpExecArray): ValueSet | Refusal | undefined {
  const base: ConceptSet = { system, ...(edition === undefined ? {} : { version: system + edition }) };
  if (asked === undefined || asked === '') return valueSet(url, base);
  const [kind = '', ...more] = asked.split('/');
  const rest = more.join('/');
  if (kind === 'isa' && concept.test(rest)) {
    return valueSet(url, { ...base, filter: [{ property: 'concept', op: 'is-a', value: rest }] });
  }
  if (kind === 'refset' && rest === '') {
    return valueSet(url, { ...base, filter: [{ property: 'concept', op: 'is-a', value: allReferenceSets }] });
  }
  if (kind === 'refset' && concept.test(rest)) {
    return valueSet(url, { ...base, filter: [{ property: 'concept', op: 'in', value: rest }] });
  }
  if (kind === 'ecl' && rest !== '' && rest.length <= longestExpression) {
    const expression = decoded(rest);
    const problem = expressionProblem(expression);
    if (problem !== undefined) {
      const parts = { severity: 'error', code: 'invalid', type: 'vs-invalid' } as const;
      return refuse(422, issue('INVALID_ECL', parts, [expression, problem]));
    }
    return valueSet(url, { ...base, filter: [{ property: 'constraint', op: '=', value: expression }] });
  }
  return undefined;
}

const allReferenceSets = '900000000000455006';

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function valueSet(url: string, include: ConceptSet): ValueSet {
  return { resourceType: 'ValueSet', url, status: 'active', compose: { include: [include] } } as unknown as ValueSet;
}
