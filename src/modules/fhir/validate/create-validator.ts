import { issueOf } from '#kernel';
import type { FhirNode, Item } from '../fhirpath/values.ts';
import { FhirNode as Node, systemOf } from '../fhirpath/values.ts';
import { isObject } from '../json-value.ts';
import { withOwnProfiles } from '../own-profiles/index.ts';
import type { Resource } from '../resource.ts';
import { checkStructure } from '../structure/check-structure.ts';
import { basePlans } from './base-plan.ts';
import { baseRules } from './base-rules.ts';
import { checkBase, nodeOfResource } from './check-base.ts';
import { codesOfElement } from './check-binding.ts';
import { checkBundle } from './check-bundle.ts';
import { checkContained } from './check-contained.ts';
import { checkDefinition } from './check-definition.ts';
import { checkMeasureReport } from './check-measure-report.ts';
import { checkProfile, conforms, isOfProfileType } from './check-profile.ts';
import { checkResponse } from './check-response.ts';
import { type Definitions, structureDefinition } from './definitions-source.ts';
import { inResource } from './in-resource.ts';
import { type ProfileRules, profileRules, rulesOfElement } from './profile-rules.ts';
import { type CodeChecker, isOver, mostIssues, type Run, report, type ValidationIssue, type Weight } from './run.ts';
import { snapshotOf } from './snapshot.ts';
import { checkVitalSign } from './vital-signs.ts';

export interface ValidatorOptions {
  readonly definitions: Definitions;
  readonly codes: CodeChecker;
  readonly now?: () => Date;
}

export interface ValidateOptions {
  /** Profiles to judge by, besides those that the resource names in `meta.profile`. */
  readonly profiles?: readonly string[];
  /** The profile that a document is judged by though nobody names it, as `defaultProfileOf` tells; none unless said. */
  readonly documents?: (resource: Resource) => string | undefined;
  /** Whether an extension whose definition is not known is an error; a warning unless said. */
  readonly unknownExtensions?: Weight;
  /** Whether it is an error that a profile asks an element to meet another one which is not known; a warning unless said. */
  readonly unknownProfiles?: Weight;
  /** Whether what R4 asks of vital signs is an error where only the code of an Observation implies it; a warning unless said. */
  readonly vitalSigns?: Weight;
  /** Whether a display that its code system does not have is an error; a warning unless said. */
  readonly displays?: Weight;
  /** Whether warnings are told; they are unless said. Without them no rule that only warns is judged. */
  readonly warnings?: boolean;
  /** Issues at most; 200 unless said. */
  readonly mostIssues?: number;
  /** Milliseconds after which the search ends with the error `conformance.unfinished`; no bound unless said. */
  readonly mostMilliseconds?: number;
}

export interface Validator {
  /**
   * Everything that is wrong with a resource (R4, validation.html): its structure, the constraints of its types, its
   * extensions, the profiles that it or the caller names, references and Bundles. Issues carry FHIRPath and never a
   * value of the resource. Never throws for a resource that `parseResource` gave.
   */
  validate(resource: Resource, options?: ValidateOptions): readonly ValidationIssue[];
}

const mostProfiles = 20;
/** Profiles that are kept compiled: resources may name as many as they like, known and unknown. */
const mostCompiled = 2_000;

/** A validator over a set of definitions; profiles are compiled when first asked for, and kept. */
export function createValidator({ codes, now = () => new Date(), ...options }: ValidatorOptions): Validator {
  const definitions = withOwnProfiles(options.definitions);
  const rulesByType = baseRules();
  const systemProblems = new Map<string, string | undefined>();
  const planByType = basePlans(rulesByType);
  const compiled = new Map<string, ProfileRules | undefined>();
  const profiles = (canonical: string): ProfileRules | undefined => {
    const known = compiled.get(canonical);
    if (known !== undefined || compiled.has(canonical)) return known;
    if (compiled.size >= mostCompiled) compiled.clear();
    const inside = canonical.indexOf('#');
    if (inside > 0) {
      const whole = profiles(canonical.slice(0, inside));
      compiled.set(canonical, whole === undefined ? undefined : rulesOfElement(whole, canonical.slice(inside + 1)));
    } else {
      // A definition whose base leads back to itself has no snapshot; this entry ends the circle.
      compiled.set(canonical, undefined);
      const definition = structureDefinition(definitions, canonical);
      const elements = definition === undefined ? undefined : snapshotOf(definition, definitions);
      compiled.set(
        canonical,
        definition === undefined || elements === undefined ? undefined : profileRules(definition, elements),
      );
    }
    return compiled.get(canonical);
  };

  const memberOf = (valueSet: string, item: Item): boolean | undefined => {
    const value = systemOf(item);
    const some = item instanceof Node ? codesOfElement(item) : typeof value === 'string' ? [{ code: value }] : [];
    const told = some.map((code) => codes.inValueSet(valueSet, code));
    return told.includes(true) ? true : told.includes(undefined) ? undefined : false;
  };

  const conformsTo = (run: Run, profile: string, node: FhirNode): boolean | undefined => {
    const rules = profiles(profile);
    if (rules === undefined) return undefined;
    // What a type itself asks stands in its structure.
    if (rules.isType && isResource(node)) return isOfProfileType(node, rules) && (run.isSound || isSound(node));
    return conforms(run, node, rules);
  };

  function checkResource(run: Run, node: FhirNode, asked: readonly string[]): void {
    if (isOver(run)) return;
    const { elementIds } = run;
    run.elementIds = undefined;
    checkBase(run, node, checkInner);
    run.elementIds = elementIds;
    const { meta } = node.value as { readonly meta?: unknown };
    const named = isObject(meta) && Array.isArray(meta.profile) ? meta.profile : [];
    const wanted = new Set([...asked, ...named.filter((one) => typeof one === 'string').slice(0, mostProfiles)]);
    for (const canonical of wanted) {
      const rules = profiles(canonical);
      if (rules === undefined) {
        const text = `The profile ${canonical} is not known; the resource was not judged by it.`;
        const severity = asked.includes(canonical) ? 'error' : 'warning';
        const { length } = run.path;
        const at = named.indexOf(canonical);
        if (at !== -1) run.path.push('meta', 'profile', at);
        report(run, { ...issueOf('conformance.profile-unknown', text), severity });
        run.path.length = length;
      } else if (!isOfProfileType(node, rules)) {
        const text = `The profile ${canonical} is one of ${rules.type}, not of ${node.type}.`;
        report(run, { ...issueOf('conformance.type', text), profile: canonical });
      } else checkProfile(run, node, rules);
    }
    if (node.type === 'Observation') checkVitalSign(run, node, wanted);
    if (node.type === 'Bundle') checkBundle(run, node);
    if (node.type === 'QuestionnaireResponse') checkResponse(run, node);
    if (node.type === 'MeasureReport') checkMeasureReport(run, node);
    checkContained(run, node);
    checkDefinition(run, node);
  }

  function checkInner(run: Run, value: Readonly<Record<string, unknown>>): void {
    const node = nodeOfResource(value);
    if (node !== undefined) inResource(run, node, () => checkResource(run, node, []));
  }

  return {
    validate(resource, options = {}) {
      const { warnings = true, mostMilliseconds: time = Number.POSITIVE_INFINITY } = options;
      const found: readonly ValidationIssue[] = checkStructure(resource);
      const issues = warnings ? [...found] : found.filter(({ severity }) => severity === 'error');
      const node = nodeOfResource(resource);
      if (node === undefined) return issues;
      const run: Run = {
        issues,
        path: [resource.resourceType],
        definitions,
        baseRules: rulesByType,
        basePlan: planByType,
        holders: [],
        codes,
        systemProblems,
        profiles,
        memberOf,
        conformsTo,
        now: now(),
        displays: options.displays ?? 'warning',
        unknownExtensions: options.unknownExtensions ?? 'warning',
        unknownProfiles: options.unknownProfiles ?? 'warning',
        vitalSigns: options.vitalSigns ?? 'warning',
        resource: node,
        rootResource: node,
        start: 1,
        bundles: [],
        entryUrls: [],
        told: new Map(),
        hurry: false,
        warnings,
        most: options.mostIssues ?? mostIssues,
        until: performance.now() + time,
        unfinished: false,
        asking: undefined,
        untold: false,
        elementIds: undefined,
        isSound: !found.some(({ severity }) => severity === 'error'),
      };
      const ofDocument = options.documents?.(resource);
      checkResource(run, node, [...(options.profiles ?? []), ...(ofDocument === undefined ? [] : [ofDocument])]);
      if (run.unfinished) {
        const text = 'The time to judge the resource was over before all of it was looked at.';
        run.issues.push({ ...issueOf('conformance.unfinished', text), path: resource.resourceType });
      }
      return withoutRepeats(run.issues);
    },
  };
}

function isResource({ value }: FhirNode): boolean {
  return isObject(value) && value.resourceType !== undefined;
}

function isSound({ value }: FhirNode): boolean {
  return !checkStructure(value as Resource).some(({ severity }) => severity === 'error');
}

/** What two profiles ask alike is said once. */
function withoutRepeats(issues: readonly ValidationIssue[]): readonly ValidationIssue[] {
  if (issues.length < 2) return issues;
  const byText = new Map<string, Map<string | undefined, string>>();
  return issues.filter(({ text, path, severity }) => {
    const same = byText.get(text);
    const told = same?.get(path);
    if (told?.includes(severity)) return false;
    const severities = told === undefined ? severity : `${told} ${severity}`;
    if (same === undefined) byText.set(text, new Map([[path, severities]]));
    else same.set(path, severities);
    return true;
  });
}
