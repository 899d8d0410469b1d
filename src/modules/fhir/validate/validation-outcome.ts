import { informationOutcome, type OperationOutcome, operationOutcome } from '../operation-outcome.ts';
import type { ValidationIssue } from './run.ts';

/** An OperationOutcome with every issue, and where nothing is wrong one that says so. */
export function validationOutcome(issues: readonly ValidationIssue[]): OperationOutcome {
  return issues.length === 0 ? informationOutcome('Nothing is wrong.') : operationOutcome(issues);
}
