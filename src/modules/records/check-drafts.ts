import { checkStructure, type Resource } from '#fhir';
import { checkPersonIdentifier } from '#identity';
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
  options: { readonly checkIdentifiers: boolean },
): Outcome<void> {
  const found: Issue[] = [];
  for (const change of changes) {
    if (change.op === 'delete') continue;
    const { draft } = change;
    const issues = checkStructure(draft.resource);
    const more = options.checkIdentifiers && issues.length === 0 ? identifierIssues(draft.resource) : [];
    for (const issue of [...issues, ...more]) {
      if (issue.severity === 'error') found.push(placed(draft, issue));
    }
    if (found.length >= mostIssues) break;
  }
  const [first, ...rest] = found;
  return first === undefined ? ok(undefined) : failAll([first, ...rest.slice(0, mostIssues - 1)]);
}

/** Identifiers of systems that the node knows must be ones that the system can have given out. */
function identifierIssues(resource: Resource): readonly Issue[] {
  if (resource.resourceType !== 'Patient') return [];
  const listed = (resource.identifier ?? []) as readonly { readonly system?: unknown; readonly value?: unknown }[];
  return listed.flatMap(({ system, value }, index) => {
    if (typeof system !== 'string' || typeof value !== 'string') return [];
    const checked = checkPersonIdentifier(system, value);
    if (checked.ok || checked.fault.code !== 'identifier.bad-key') return [];
    return checked.fault.issues.map((issue) => ({ ...issue, path: `Patient.identifier[${index}].value` }));
  });
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
