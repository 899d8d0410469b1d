import { issueOf } from '#kernel';
import { structureDefinition } from './definitions-source.ts';
import { type Run, report } from './run.ts';

type Members = Readonly<Record<string, unknown>>;

const absolute = /^[a-z][a-z0-9+.-]*:/i;

/** Code systems that go on growing outside of FHIR R4, whose published copy does not tell every code. */
const growing = /^http:\/\/terminology\.hl7\.org\//;

/** Systems whose problems are kept: there are not many, but anybody may make one up. */
const mostSystems = 5_000;

/**
 * Judges a Coding by its code system: what stands as its system must be one, and where all of its codes are known, the
 * code must be one of them and the display one of its displays (R4, datatypes.html#Coding).
 */
export function checkCoding(run: Run, coding: Members): void {
  const { system, code } = coding;
  if (typeof system !== 'string') return;
  let problem = run.systemProblems.get(system);
  if (problem === undefined && !run.systemProblems.has(system)) {
    problem = systemProblem(run, system);
    if (run.systemProblems.size < mostSystems) run.systemProblems.set(system, problem);
  }
  if (problem !== undefined) {
    at(run, 'system', () => report(run, issueOf('conformance.value', problem)));
    return;
  }
  if (typeof code !== 'string') return;
  const found = run.codes.conceptOf?.(system, code);
  if (found === undefined) return;
  const severity = growing.test(system) ? 'warning' : 'error';
  if (!found.exists) {
    const text = `The code system ${system} has no such code.`;
    at(run, 'code', () => report(run, { ...issueOf('conformance.code', text), severity }));
  } else if (typeof coding.display === 'string' && !isDisplay(coding.display, found.displays)) {
    const words = found.displays.map((one) => `"${one}"`).join(' or ');
    const text = `The code system ${system} calls this code ${words}.`;
    const weight = severity === 'error' ? run.displays : severity;
    at(run, 'display', () => report(run, { ...issueOf('conformance.code', text), severity: weight }));
  }
}

function systemProblem(run: Run, system: string): string | undefined {
  if (!absolute.test(system)) return 'The system of a code must be an absolute address.';
  const found = run.definitions.find(system) as Members | undefined;
  if (found?.resourceType === 'ValueSet') {
    return 'The system of a code is a code system; this is the address of a value set.';
  }
  if (found?.resourceType === 'CodeSystem' && (found.content === 'supplement' || found.supplements !== undefined)) {
    return 'A supplement has no codes of its own; name the code system that it supplements.';
  }
  return structureDefinition(run.definitions, system) === undefined
    ? undefined
    : 'The system of a code is a code system; this is the address of a profile.';
}

/** Displays do not differ by case or by white space (R4, codesystem.html). */
function isDisplay(text: string, displays: readonly string[]): boolean {
  if (displays.length === 0 || displays.includes(text)) return true;
  const plain = (one: string) => one.trim().replace(/\s+/g, ' ').toLowerCase();
  return displays.some((one) => plain(one) === plain(text));
}

function at(run: Run, name: string, work: () => void): void {
  run.path.push(name);
  work();
  run.path.pop();
}
