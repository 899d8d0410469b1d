import { isResourceType, parseSearch } from '#fhir';
import { fail, type Outcome, ok } from '#kernel';
import type { AppScope, AppScopes } from '../contract.ts';

/** What a word of a `scope` parameter means. */
export type ReadScope =
  | { readonly kind: 'resource'; readonly scope: AppScope }
  /** `openid`, `fhirUser`, `profile`: that the app learns who its user is. */
  | { readonly kind: 'identity' }
  /** `offline_access`, `online_access`: a refresh token, past the sign-in of its user or until its end. */
  | { readonly kind: 'lasting' }
  /** `launch`, `launch/patient`, `launch/encounter`: what the app wants to be told of where it was opened. */
  | { readonly kind: 'launch' };

const kindOfWord: Readonly<Record<string, ReadScope['kind'] & ('identity' | 'lasting' | 'launch')>> = {
  openid: 'identity',
  fhirUser: 'identity',
  profile: 'identity',
  offline_access: 'lasting',
  online_access: 'lasting',
  launch: 'launch',
  'launch/patient': 'launch',
  'launch/encounter': 'launch',
};

/** Scopes that are the same for every app; those of resources are made of their parts. */
export const plainScopes: readonly string[] = Object.keys(kindOfWord);

/** `read`, `write` and `*` of SMART v1 in the letters of v2 (SMART App Launch 2.2, scopes-and-launch-context). */
const formerActs: Readonly<Record<string, string>> = { read: 'rs', write: 'cud', '*': 'cruds' };

const resourceForm = /^(?<context>[^/?]+)\/(?<type>[^.?]*)(?:\.(?<acts>[^?]*))?(?:\?(?<query>.*))?$/;
const contexts: ReadonlySet<string> = new Set(['patient', 'user', 'system']);
const orderedActs = /^c?r?u?d?s?$/;
const mostParameters = 5;
const longestScope = 300;

/**
 * Reads one scope of SMART App Launch 2.2: `patient/Observation.rs?category=...`, the forms of v1, and the words for
 * identity, launch and lasting. Fault `app.bad-scope`, which names the scope and what is wrong with it.
 */
export function readScope(text: string): Outcome<ReadScope> {
  const refuse = (why: string) => fail('app.bad-scope', `Scope ${quotable(text)}: ${why}`);
  if (text.length > longestScope) return refuse(`it is longer than ${longestScope} characters.`);
  const word = Object.hasOwn(kindOfWord, text) ? kindOfWord[text] : undefined;
  if (word !== undefined) return ok({ kind: word });
  const parts = resourceForm.exec(text)?.groups;
  if (parts === undefined) return refuse('there is no such scope.');
  const { context = '', type = '', acts: letters, query } = parts;
  if (!contexts.has(context)) return refuse('a scope of resources begins with patient/, user/ or system/.');
  if (type !== '*' && !isResourceType(type)) return refuse('it names no resource type of FHIR R4.');
  if (letters === undefined || letters === '') return refuse('it does not say what may be done.');
  const former = Object.hasOwn(formerActs, letters) ? formerActs[letters] : undefined;
  const acts = former ?? letters;
  if (!orderedActs.test(acts)) return refuse('what may be done is some of the letters c, r, u, d, s, in this order.');
  if (query === undefined) {
    return ok({ kind: 'resource', scope: { context: context as AppScope['context'], type, acts, parameters: [] } });
  }
  if (former !== undefined) return refuse('search parameters go with the letters of SMART v2 alone.');
  if (/[cud]/.test(acts)) return refuse('search parameters narrow reading and searching alone.');
  if (type === '*') return refuse('search parameters belong to one resource type.');
  const parameters = readParameters(type, query);
  return parameters.ok
    ? ok({
        kind: 'resource',
        scope: { context: context as AppScope['context'], type, acts, parameters: parameters.value },
      })
    : refuse(parameters.fault.issues[0]?.text ?? 'its search parameters cannot be read.');
}

/** What is asked of each resource must be plain: no chain, no list, no filter, nothing that leads to another resource. */
function readParameters(type: string, query: string): Outcome<AppScope['parameters']> {
  const bad = (why: string) => fail('app.bad-scope', why);
  const params = new URLSearchParams(query);
  const parameters = [...params];
  if (parameters.length === 0 || parameters.some(([name, value]) => name === '' || value === '')) {
    return bad('after ? stand search parameters with their values.');
  }
  if (parameters.length > mostParameters) return bad(`it has more than ${mostParameters} search parameters.`);
  const search = parseSearch(type, params);
  if (!search.ok) return bad(search.fault.issues[0]?.text ?? 'its search parameters cannot be read.');
  const { criteria, includes, contained, sort, cursor } = search.value;
  const others = includes !== undefined || contained !== undefined || sort.length > 0 || cursor !== undefined;
  const leads = criteria.some(({ values }) => values.some(({ kind }) => !plainKinds.has(kind)));
  if (others || criteria.length !== parameters.length || leads) {
    return bad('only search parameters that look at the resource itself may narrow a scope.');
  }
  return ok(parameters);
}

const plainKinds: ReadonlySet<string> = new Set([
  'token',
  'reference',
  'string',
  'date',
  'number',
  'quantity',
  'uri',
  'composite',
  'missing',
]);

const mostScopes = 100;
const longestText = 2_000;

/**
 * The words of a `scope` parameter (RFC 6749 section 3.3), each once, with their meaning. Faults: that of the first that
 * cannot be read, `app.bad-scope` for more than 100 of them or 2,000 characters.
 */
export function readScopes(text: string): Outcome<ReadonlyMap<string, ReadScope>> {
  if (text.length > longestText)
    return fail('app.bad-scope', `Scopes may have up to ${longestText} characters together.`);
  const words = new Set(text.split(' ').filter((word) => word !== ''));
  if (words.size > mostScopes) return fail('app.bad-scope', `There may be up to ${mostScopes} scopes.`);
  const read = new Map<string, ReadScope>();
  for (const word of words) {
    const scope = readScope(word);
    if (!scope.ok) return scope;
    read.set(word, scope.value);
  }
  return ok(read);
}

/** The scopes of resources among those that a token was given; what cannot be read gives nothing. */
export function grantedScopes(text: string): AppScopes['granted'] {
  return text.split(' ').flatMap((word) => {
    const read = readScope(word);
    return read.ok && read.value.kind === 'resource' ? [read.value.scope] : [];
  });
}

/** Is everything that `asked` allows allowed by one of `given` too? A narrowed scope is within the same one unnarrowed. */
export function isWithin(asked: AppScope, given: readonly AppScope[]): boolean {
  return [...asked.acts].every((act) =>
    given.some(
      (each) =>
        each.context === asked.context &&
        (each.type === '*' || each.type === asked.type) &&
        each.acts.includes(act) &&
        (each.parameters.length === 0 || sameParameters(each.parameters, asked.parameters)),
    ),
  );
}

function sameParameters(some: AppScope['parameters'], others: AppScope['parameters']): boolean {
  const text = (parameters: AppScope['parameters']) =>
    JSON.stringify(parameters.map(([name, value]) => `${name}=${value}`).sort());
  return text(some) === text(others);
}

/** What a stranger wrote, as far as an answer may repeat it. */
function quotable(text: string): string {
  return `"${text.slice(0, 80).replace(/[^\x21\x23-\x5b\x5d-\x7e]/g, '?')}"`;
}
