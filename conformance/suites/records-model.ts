/**
 * The interactions of FHIR R4 (http.html) over plain maps: what a server must answer, and what it must hold afterwards.
 * Where the standard leaves a choice, the choice of docs/api is the one that is written here, with its reason beside it.
 */

export type Kind = 'Patient' | 'Observation';
export type Content = { readonly resourceType: Kind; readonly id?: string; readonly [element: string]: unknown };

export interface Version {
  readonly number: number;
  /** Undefined for a deletion. */
  readonly content: Content | undefined;
}

/** All criteria must hold. */
export interface Criteria {
  readonly _id?: string;
  readonly identifier?: string;
  readonly status?: string;
  readonly 'status:not'?: string;
  readonly subject?: string;
  readonly family?: string;
  readonly birthdate?: string;
}

export type Interaction =
  | { readonly op: 'create'; readonly body: Content; readonly ifNoneExist?: Criteria }
  | {
      readonly op: 'update';
      readonly id: string;
      readonly body: Content;
      readonly ifMatch?: string;
      readonly ifAbsent?: true;
    }
  | { readonly op: 'updateWhere'; readonly criteria: Criteria; readonly body: Content }
  | { readonly op: 'delete'; readonly type: Kind; readonly id: string; readonly ifMatch?: string }
  | { readonly op: 'deleteWhere'; readonly type: Kind; readonly criteria: Criteria }
  | { readonly op: 'patch'; readonly type: Kind; readonly id: string; readonly patch: Patch; readonly ifMatch?: string }
  | { readonly op: 'patchWhere'; readonly type: Kind; readonly criteria: Criteria; readonly patch: Patch };

/** `set` puts one element, `test` sets it where it has the value `was`. */
export interface Patch {
  readonly element: 'status' | 'birthDate';
  readonly value: string;
  readonly was?: string;
}

/** What must be answered. */
export interface Expected {
  readonly status: number;
  /** The resource that the answer is about, and its version. */
  readonly about?: { readonly type: Kind; readonly id: string; readonly version: number };
}

export type State = Map<string, readonly Version[]>;

export function currentOf(state: State, type: Kind, id: string): Version | undefined {
  return state.get(`${type}/${id}`)?.at(-1);
}

/** Current resources of a type for which the criteria hold. */
export function matching(state: State, type: Kind, criteria: Criteria): readonly Content[] {
  return [...state.entries()].flatMap(([address, versions]) => {
    const content = versions.at(-1)?.content;
    return address.startsWith(`${type}/`) && content !== undefined && holds(content, criteria) ? [content] : [];
  });
}

function holds(content: Content, criteria: Criteria): boolean {
  const identifiers = ((content.identifier ?? []) as readonly { value: string }[]).map(({ value }) => value);
  const families = ((content.name ?? []) as readonly { family?: string }[]).map(({ family }) => family?.toLowerCase());
  const subject = (content.subject as { reference?: string } | undefined)?.reference;
  const tests: Readonly<Record<keyof Criteria, (asked: string) => boolean>> = {
    _id: (asked) => content.id === asked,
    identifier: (asked) => identifiers.includes(asked),
    status: (asked) => content.status === asked,
    'status:not': (asked) => content.status !== asked,
    subject: (asked) => subject === asked,
    family: (asked) => families.some((family) => family?.startsWith(asked.toLowerCase()) === true),
    birthdate: (asked) => content.birthDate === asked,
  };
  return Object.entries(criteria).every(([name, asked]) => tests[name as keyof Criteria](asked));
}

/** Whose record a resource is part of. */
function personOf(content: Content): string | undefined {
  if (content.resourceType === 'Patient') return content.id;
  const reference = (content.subject as { reference?: string } | undefined)?.reference;
  return reference?.replace('Patient/', '');
}

/**
 * Performs one interaction and tells what must be answered. `newId` is the id that the server chose, where it chose one.
 * A refusal leaves the state as it was.
 */
export function perform(state: State, interaction: Interaction, newId: string | undefined): Expected {
  switch (interaction.op) {
    case 'create': {
      const found =
        interaction.ifNoneExist === undefined
          ? []
          : matching(state, interaction.body.resourceType, interaction.ifNoneExist);
      const [only, second] = found;
      if (second !== undefined) return { status: 412 };
      if (only !== undefined) return { status: 200, about: aboutCurrent(state, only.resourceType, only.id ?? '') };
      if (newId === undefined || state.has(`${interaction.body.resourceType}/${newId}`)) return { status: 201 };
      return put(state, newId, interaction.body);
    }
    case 'update': {
      const { id, body, ifMatch, ifAbsent } = interaction;
      const current = currentOf(state, body.resourceType, id);
      const refused =
        movesRecord(state, { ...body, id }) ??
        precondition(current, ifMatch) ??
        (ifAbsent && current?.content !== undefined ? 412 : undefined);
      return refused === undefined ? put(state, id, body) : { status: refused };
    }
    case 'updateWhere': {
      const { criteria, body } = interaction;
      const [only, second] = matching(state, body.resourceType, criteria);
      if (second !== undefined) return { status: 412 };
      if (only !== undefined) {
        return body.id !== undefined && body.id !== only.id ? { status: 400 } : put(state, only.id ?? '', body);
      }
      const id = body.id ?? newId;
      return id === undefined ? { status: 201 } : put(state, id, body);
    }
    case 'delete':
      return remove(state, interaction.type, interaction.id, interaction.ifMatch);
    case 'deleteWhere': {
      const [only, second] = matching(state, interaction.type, interaction.criteria);
      if (second !== undefined) return { status: 412 };
      return only === undefined ? { status: 204 } : remove(state, interaction.type, only.id ?? '', undefined);
    }
    case 'patch':
      return applyPatch(state, interaction.type, interaction.id, interaction.patch, interaction.ifMatch);
    case 'patchWhere': {
      const [only, second] = matching(state, interaction.type, interaction.criteria);
      if (second !== undefined) return { status: 412 };
      if (only === undefined) return { status: 404 };
      return applyPatch(state, interaction.type, only.id ?? '', interaction.patch, undefined);
    }
  }
}

/**
 * All or none, in the order of the standard (http.html#trules): deletes, creates, updates, patches. Undefined where one
 * of them is refused; the state is then as it was.
 */
export function performAll(
  state: State,
  interactions: readonly Interaction[],
  newIds: readonly (string | undefined)[],
): readonly Expected[] | undefined {
  const draft: State = new Map(state);
  const expected: Expected[] = new Array(interactions.length);
  const rank = ({ op }: Interaction) => ['delete', 'create', 'update', 'patch'].indexOf(op.replace('Where', ''));
  const inOrder = interactions.map((one, n) => ({ one, n })).sort((a, b) => rank(a.one) - rank(b.one) || a.n - b.n);
  for (const { one, n } of inOrder) {
    const answer = perform(draft, one, newIds[n]);
    if (answer.status >= 400) return undefined;
    expected[n] = answer;
  }
  for (const [address, versions] of draft) state.set(address, versions);
  return expected;
}

function aboutCurrent(state: State, type: Kind, id: string): NonNullable<Expected['about']> {
  return { type, id, version: currentOf(state, type, id)?.number ?? 0 };
}

function precondition(current: Version | undefined, ifMatch: string | undefined): number | undefined {
  return ifMatch === undefined || ifMatch === String(current?.number) ? undefined : 412;
}

/** A resource stays in the record of one person, also when it comes back from its deletion (docs/api/update.md). */
function movesRecord(state: State, content: Content): number | undefined {
  const versions = state.get(`${content.resourceType}/${content.id}`) ?? [];
  const before = versions.findLast((version) => version.content !== undefined)?.content;
  return before !== undefined && personOf(before) !== personOf(content) ? 422 : undefined;
}

function put(state: State, id: string, body: Content): Expected {
  const type = body.resourceType;
  const versions = state.get(`${type}/${id}`) ?? [];
  const content = { ...body, id };
  const refused = movesRecord(state, content);
  if (refused !== undefined) return { status: refused };
  const created = versions.at(-1)?.content === undefined;
  append(state, type, id, content);
  return { status: created ? 201 : 200, about: aboutCurrent(state, type, id) };
}

function remove(state: State, type: Kind, id: string, ifMatch: string | undefined): Expected {
  const current = currentOf(state, type, id);
  // R4 leaves 204 or 404 for what never was; 404 is what a caller gets for what is hidden from her, too.
  if (current === undefined) return { status: 404 };
  const refused = precondition(current, ifMatch);
  if (refused !== undefined) return { status: refused };
  if (current.content !== undefined) append(state, type, id, undefined);
  return { status: 204 };
}

function applyPatch(
  state: State,
  type: Kind,
  id: string,
  { element, value, was }: Patch,
  ifMatch: string | undefined,
): Expected {
  const current = currentOf(state, type, id);
  if (current === undefined) return { status: 404 };
  if (current.content === undefined) return { status: 410 };
  const refused = precondition(current, ifMatch);
  if (refused !== undefined) return { status: refused };
  if (was !== undefined && current.content[element] !== was) return { status: 409 };
  // A patch that changes nothing makes no version (docs/api/patch.md).
  if (current.content[element] !== value) append(state, type, id, { ...current.content, [element]: value });
  return { status: 200, about: aboutCurrent(state, type, id) };
}

function append(state: State, type: Kind, id: string, content: Content | undefined): void {
  const versions = state.get(`${type}/${id}`) ?? [];
  state.set(`${type}/${id}`, [...versions, { number: versions.length + 1, content }]);
}
