import { setImmediate as turn } from 'node:timers/promises';
import { checkStructure, type Resource } from '#fhir';
import { checkPersonIdentifier } from '#identity';
import { failAll, type Issue, type Outcome, ok } from '#kernel';
import type { Change, Draft } from './contract.ts';
import type { DraftJudge } from './draft-judge.ts';

/** A body of a thousand wrong entries is told of its first faults; the rest are of the same kinds. */
const mostIssues = 200;
/** Milliseconds after which others have their turn between two drafts. */
const longestTurn = 20;

/** Of each change whose draft asks for it, what is no error. */
type Warnings = ReadonlyMap<Change | undefined, readonly Issue[]>;

/**
 * Are all drafts what the node asks of a resource (R4 and the profiles that they name where there is a judge, the
 * structure of R4 where there is none), and their person identifiers free of typing errors? The fault carries every error
 * with its path, in the Bundle where the draft came in one.
 */
export async function checkDrafts(
  changes: readonly Change[],
  options: { readonly judge: DraftJudge | undefined; readonly checkIdentifiers: boolean },
): Promise<Outcome<Warnings>> {
  const found: Issue[] = [];
  const warnings = new Map<Change, readonly Issue[]>();
  let since = performance.now();
  for (const change of changes) {
    if (change.op === 'delete') continue;
    const { draft } = change;
    const judging = options.judge?.judge(draft) ?? checkStructure(draft.resource);
    const judged = judging instanceof Promise ? await judging : ok(judging);
    if (!judged.ok) return judged;
    const errors = judged.value.filter(({ severity }) => severity === 'error');
    const told =
      errors.length === 0 ? identifierIssues(draft.resource, options.checkIdentifiers ? 'entry' : 'import') : [];
    const refused = [...errors, ...told.filter(({ severity }) => severity === 'error')];
    for (const issue of refused) found.push(placed(draft, issue));
    if (found.length >= mostIssues) break;
    const others = [...judged.value, ...told].filter(({ severity }) => severity !== 'error');
    if (draft.tellWarnings === true && others.length > 0) {
      warnings.set(
        change,
        others.map((issue) => placed(draft, issue)),
      );
    }
    if (performance.now() - since < longestTurn) continue;
    await turn();
    since = performance.now();
  }
  const [first, ...rest] = found;
  return first === undefined ? ok(warnings) : failAll([first, ...rest.slice(0, mostIssues - 1)]);
}

/**
 * Identifiers of systems that the node knows must be ones that the system can have given out; an import is warned of
 * those that are not, and keeps them.
 */
function identifierIssues(resource: Resource, moment: 'entry' | 'import'): readonly Issue[] {
  if (resource.resourceType !== 'Patient') return [];
  const listed = (resource.identifier ?? []) as readonly { readonly system?: unknown; readonly value?: unknown }[];
  return listed.flatMap(({ system, value }, index) => {
    if (typeof system !== 'string' || typeof value !== 'string') return [];
    const checked = checkPersonIdentifier(system, value, moment);
    return (checked.ok ? checked.value.warnings : checked.fault.issues)
      .filter(({ code }) => code === 'identifier.bad-key')
      .map((issue) => ({ ...issue, path: `Patient.identifier[${index}].value` }));
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
