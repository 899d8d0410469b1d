import { type DefinitionSet, definitionSet, type NodeDefinitions } from '#definitions';
import { createValidator, type Validator } from '#fhir';
import { type Issue, type Outcome, ok } from '#kernel';
import { codesOfSource, sourceOfDefinitions } from '#terminology/codes';
import type { Draft } from './contract.ts';

/** Judges resources before they are written. */
export interface DraftJudge {
  /**
   * What is wrong with a resource by R4, all of its constraints included, and by the profiles that it names and the node
   * holds; warnings where the draft asks for them. A fault where it cannot be told: then nothing may be written.
   */
  judge(draft: Draft): readonly Issue[] | Promise<Outcome<readonly Issue[]>>;
  /** Reads the definitions of R4, which takes a moment that no request should wait. */
  prepare(): Promise<void>;
}

export interface DraftJudgeOptions {
  readonly definitions: Pick<NodeDefinitions, 'current'>;
  /** Judges in a process apart, by all definitions of the set: for what may take long, or never end. */
  readonly apart: (
    set: DefinitionSet,
    question: { readonly resource: string; readonly warnings: boolean },
  ) => Promise<Outcome<readonly Issue[]>>;
}

/** Characters of a resource that is judged at once; a longer one would hold up the others. */
const longestHere = 250_000;
/** Milliseconds that a resource may take at once. */
const longestTime = 100;

/** The definitions that resources are judged by here, and the addresses of those that they are not. */
interface Judging {
  readonly revision: string;
  /** What of the node's definitions is in it. */
  readonly packages: string;
  readonly validator: Validator;
  readonly written: ReadonlySet<string>;
}

/**
 * Resources are judged on the thread of the node by the definitions of R4, the project's own and those of packages, which
 * the operator has chosen. What is large, what takes long, and what names a definition that was written over REST, whose
 * patterns may be of a kind that does not end, is judged apart.
 */
export function createDraftJudge({ definitions, apart }: DraftJudgeOptions): DraftJudge {
  let known: Judging | undefined;

  const judgingBy = (set: DefinitionSet): Judging => {
    if (known?.revision === set.revision) return known;
    const { entries } = set.packed;
    const packages = JSON.stringify(
      set.packages.map(({ name, version, integrity, pinned }) => [name, version, integrity, pinned]),
    );
    const written = entries.flatMap(({ about }) => (about.origin.kind === 'written' ? [about.url] : []));
    known = {
      revision: set.revision,
      packages,
      // Whatever is written over REST leaves what was compiled as it is.
      validator: known?.packages === packages ? known.validator : validatorWithout(set),
      written: new Set(written),
    };
    return known;
  };

  const judgeBy = (
    set: DefinitionSet,
    { resource, source, tellWarnings: warnings = false }: Draft,
  ): readonly Issue[] | Promise<Outcome<readonly Issue[]>> => {
    const { validator, written } = judgingBy(set);
    if (source.length > longestHere || (written.size > 0 && names(resource, written))) {
      return apart(set, { resource: source, warnings });
    }
    const issues = validator.validate(resource, { warnings, mostMilliseconds: longestTime });
    const isWhole = !issues.some(({ code }) => code === 'conformance.unfinished');
    return isWhole ? issues : apart(set, { resource: source, warnings });
  };

  return {
    judge(draft) {
      const set = definitions.current();
      if (!(set instanceof Promise)) return judgeBy(set, draft);
      return set.then(async (read) => {
        const told = judgeBy(read, draft);
        return told instanceof Promise ? told : ok(told);
      });
    },
    async prepare() {
      const { validator } = judgingBy(await definitions.current());
      for (const resourceType of usual) validator.validate({ resourceType });
    },
  };
}

/** What records are mostly made of. */
const usual = ['Patient', 'Observation', 'Condition', 'MedicationRequest', 'Encounter', 'DiagnosticReport'];

function validatorWithout(set: DefinitionSet): Validator {
  const entries = set.packed.entries.filter(({ about }) => about.origin.kind !== 'written');
  const held = definitionSet({ revision: set.revision, packages: set.packages, entries });
  return createValidator({ definitions: held, codes: codesOfSource(sourceOfDefinitions(held)) });
}

/** Members that hold addresses of definitions: `meta.profile`, extensions, and the Questionnaire of a response. */
const naming: ReadonlySet<string> = new Set(['profile', 'url', 'questionnaire']);

/** Is one of these addresses named anywhere in it, with a version or without? */
function names(value: unknown, addresses: ReadonlySet<string>): boolean {
  if (Array.isArray(value)) return value.some((one) => names(one, addresses));
  if (typeof value !== 'object' || value === null) return false;
  for (const [member, inside] of Object.entries(value)) {
    if (naming.has(member)) {
      for (const one of Array.isArray(inside) ? inside : [inside]) {
        if (typeof one === 'string' && addresses.has(one.split('|', 1)[0] ?? one)) return true;
      }
    }
    if (typeof inside === 'object' && names(inside, addresses)) return true;
  }
  return false;
}
