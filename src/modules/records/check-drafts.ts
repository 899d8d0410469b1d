import { checkStructure, type Resource } from '#fhir';
import { failAll, type Issue, type Outcome, ok } from '#kernel';
import type { Change, Draft } from './contract.ts';

/** A body of a thousand wrong entries is told of its first faults; the rest are of the same kinds. */
const mostIssues = 200;

/**
 * Are all drafts resources of R4, and their person identifiers free of typing errors? The fault carries every issue
 * with its path, in the Bundle where the draft came in one.
 */
export function checkDrafts(
  changes: readonly Change[],
  checkIdentifiers: ((resource: Resource) => readonly Issue[]) | undefined,
): Outcome<void> {
  const found: Issue[] = [];
  for (const change of changes) {
    if (change.op === 'delete') continue;
    const { draft } = change;
    const issues = checkStructure(draft.resource);
    const more = checkIdentifiers?.(draft.resource) ?? [];
    for (const issue of [...issues, ...more]) {
      if (issue.severity === 'error') found.push(placed(draft, issue));
    }
    if (found.length >= mostIssues) break;
  }
  const [first, ...rest] = found;
  return first === undefined ? ok(undefined) : failAll([first, ...rest.slice(0, mostIssues - 1)]);
}

/** `Patient.name[0]` of the entry at `Bundle.entry[3].resource` is `Bundle.entry[3].resource.name[0]`. */
function placed(draft: Draft, issue: Issue): Issue {
  if (draft.at === undefined) return issue;
  const { path } = issue;
  const type = draft.resource.resourceType;
  if (path === undefined || path === type) return { ...issue, path: draft.at };
  const inner = path.startsWith(`${type}.`) ? path.slice(type.length + 1) : path;
  return { ...issue, path: `${draft.at}.${inner}` };
}
