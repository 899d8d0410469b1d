import type { Definition } from '#fhir';
import { type MessageId, type MessageParts, messageText } from './messages.ts';

/** Codes of http://hl7.org/fhir/tools/CodeSystem/tx-issue-type. */
export type IssueType =
  | 'not-found'
  | 'not-in-vs'
  | 'this-code-not-in-vs'
  | 'invalid-code'
  | 'invalid-display'
  | 'invalid-data'
  | 'display-comment'
  | 'code-rule'
  | 'code-comment'
  | 'cannot-infer'
  | 'vs-invalid'
  | 'status-check'
  | 'version-error'
  | 'process-note';

export interface TerminologyIssue {
  readonly severity: 'error' | 'warning' | 'information';
  /** A code of http://hl7.org/fhir/issue-type. */
  readonly code: string;
  readonly type?: IssueType;
  readonly id?: MessageId;
  readonly text: string;
  /** FHIRPath of the element among the parameters; absent where the call as a whole is meant. */
  readonly path?: string;
}

type IssueParts = Pick<TerminologyIssue, 'severity' | 'code'> &
  Partial<Pick<TerminologyIssue, 'type' | 'path'>> & { readonly plural?: number };

/** An issue whose words stand in the catalogue of messages. */
export function issue<Id extends MessageId>(id: Id, parts: IssueParts, values: MessageParts): TerminologyIssue {
  const { severity, code, type, path, plural } = parts;
  return {
    severity,
    code,
    id,
    text: messageText(id, values, plural),
    ...(type === undefined ? {} : { type }),
    ...(path === undefined || path === '' ? {} : { path }),
  };
}

/** Why an operation cannot answer. `asResult`: a validation answers it as `result` false rather than as an error. */
export interface Refusal {
  readonly refused: true;
  readonly status: number;
  readonly issues: readonly TerminologyIssue[];
  readonly asResult?: boolean;
  readonly unknownSystem?: string;
}

export function refuse(status: number, one: TerminologyIssue, more: Partial<Refusal> = {}): Refusal {
  return { refused: true, status, issues: [one], ...more };
}

/** A refusal in words of its own, where the rules of the ecosystem give no message. */
export function refuseWith(status: number, code: string, text: string): Refusal {
  return refuse(status, { severity: 'error', code, text });
}

export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && (value as { refused?: unknown }).refused === true;
}

const issueTypes = 'http://hl7.org/fhir/tools/CodeSystem/tx-issue-type';
const messageIds = 'http://hl7.org/fhir/StructureDefinition/operationoutcome-message-id';

export function outcomeOf(issues: readonly TerminologyIssue[]): Definition {
  const elements = issues.map(({ severity, code, type, id, text, path }) => ({
    ...(id === undefined ? {} : { extension: [{ url: messageIds, valueString: id }] }),
    severity,
    code,
    details: {
      ...(type === undefined ? {} : { coding: [{ system: issueTypes, code: type }] }),
      text,
    },
    ...(path === undefined ? {} : { location: [path], expression: [path] }),
  }));
  return { resourceType: 'OperationOutcome', issue: elements } as unknown as Definition;
}

/** `path.name`; of the call as a whole, the name. */
export function below(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
