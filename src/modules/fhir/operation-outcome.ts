import type { Issue } from '#kernel';

export interface OperationOutcome {
  readonly resourceType: 'OperationOutcome';
  readonly issue: readonly object[];
  readonly [element: string]: unknown;
}

/** An issue, and where a rule of a definition found it: the key of the rule, the address of the definition. */
interface OutcomeIssue extends Issue {
  readonly rule?: string;
  readonly profile?: string;
  /** Where the element stands in the text that was read. */
  readonly position?: { readonly line: number; readonly column: number };
}

/** System of the fault codes that `docs/errors.md` lists. */
const faultSystem = 'urn:carnet:fault';

/**
 * Issues as FHIR says them (R4 operationoutcome.html), at least one: the fault code, the words, the place in the input as
 * FHIRPath, and the rule and profile in `diagnostics`.
 */
export function operationOutcome(issues: readonly OutcomeIssue[]): OperationOutcome {
  return { resourceType: 'OperationOutcome', issue: issues.map(issueElement) };
}

/** The OperationOutcome of a success: all that there is to say. */
export function informationOutcome(text: string): OperationOutcome {
  return {
    resourceType: 'OperationOutcome',
    issue: [{ severity: 'information', code: 'informational', details: { text } }],
  };
}

function issueElement({ severity, type, code, text, path, rule, profile, position }: OutcomeIssue): object {
  const origin = [rule && `rule ${rule}`, profile && `of ${profile}`].filter((one) => one !== undefined);
  return {
    ...(position === undefined ? {} : { extension: placed(position) }),
    severity,
    code: type,
    details: { coding: [{ system: faultSystem, code }], text },
    ...(origin.length === 0 ? {} : { diagnostics: origin.join(' ') }),
    ...(path === undefined ? {} : { expression: [path] }),
  };
}

const places = 'http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-';

function placed({ line, column }: { readonly line: number; readonly column: number }): readonly object[] {
  return [
    { url: `${places}line`, valueInteger: line },
    { url: `${places}col`, valueInteger: column },
  ];
}
