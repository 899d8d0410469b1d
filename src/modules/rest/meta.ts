import { applyPatch, type Resource } from '#fhir';
import type { Caller } from '#identity';
import { fail, type Outcome, ok } from '#kernel';
import type { Draft } from '#records';
import type { Answer } from './answer.ts';
import type { FhirDeps } from './fhir-deps.ts';
import { modify } from './modify.ts';

interface Coding {
  readonly system?: unknown;
  readonly code?: unknown;
}
interface Meta {
  readonly [element: string]: unknown;
}

/** What `$meta-add` and `$meta-delete` work on; all else in a meta is for others to say. */
const lists = ['profile', 'security', 'tag'] as const;

/** $meta of an instance (FHIR R4, resource-operation-meta.html): its profiles, security labels and tags. */
export async function readMeta(
  deps: FhirDeps,
  caller: Caller,
  { type, id }: { readonly type: string; readonly id: string },
): Promise<Outcome<Answer>> {
  const found = await deps.records.read(caller, type, id, '$meta');
  return found.ok ? ok(metaAnswer(found.value.text)) : found;
}

/**
 * $meta-add and $meta-delete of an instance (FHIR R4, resource-operation-meta-add.html): adds or takes away profiles,
 * security labels and tags. It is a version like any other, so that nobody's labels change without a trace.
 */
export async function changeMeta(
  deps: FhirDeps,
  caller: Caller,
  request: {
    readonly type: string;
    readonly id: string;
    readonly how: 'add' | 'delete';
    readonly parameters: Draft;
    readonly ifMatch?: string | undefined;
  },
): Promise<Outcome<Answer>> {
  const asked = metaParameter(request.parameters.resource);
  if (!asked.ok) return asked;
  const { type, id, how, ifMatch } = request;
  const done = await modify(
    deps,
    caller,
    {
      type,
      id,
      ifMatch,
      interaction: `$meta-${how}`,
      modification: ({ text }) =>
        applyPatch(text, (document) => {
          const resource = document as { meta?: Meta };
          resource.meta = combined(resource.meta ?? {}, asked.value, how);
          return ok(resource);
        }),
    },
    'representation',
  );
  if (!done.ok) return done;
  const { stored, text } = done.value;
  return ok({ ...metaAnswer(text ?? ''), ...(stored === undefined ? {} : { stored }) });
}

function combined(meta: Meta, asked: Meta, how: 'add' | 'delete'): Meta {
  const result: Record<string, unknown> = { ...meta };
  for (const name of lists) {
    const before = listOf(meta, name);
    const named = listOf(asked, name);
    const without = (list: readonly unknown[]) => before.filter((one) => !list.some((other) => isSame(one, other)));
    const distinct = named.filter((one, index) => named.findIndex((other) => isSame(one, other)) === index);
    const isNew = (one: unknown) => !before.some((other) => isSame(one, other));
    const after = how === 'add' ? [...before, ...distinct.filter(isNew)] : without(named);
    if (after.length > 0) result[name] = after;
    else delete result[name];
  }
  return result;
}

function listOf(meta: Meta, name: (typeof lists)[number]): readonly unknown[] {
  const value = meta[name];
  return Array.isArray(value) ? value : [];
}

/** A label is known by its system and code, a profile by its address. */
function isSame(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return one === other;
  const [a, b]: readonly [Coding, Coding] = [one, other];
  return a.system === b.system && a.code === b.code;
}

function metaParameter(parameters: Resource): Outcome<Meta> {
  const listed = Array.isArray(parameters.parameter) ? parameters.parameter : [];
  const [only, second] = listed as readonly { readonly name?: unknown; readonly valueMeta?: unknown }[];
  const meta = only?.name === 'meta' && second === undefined ? only.valueMeta : undefined;
  if (parameters.resourceType !== 'Parameters' || typeof meta !== 'object' || meta === null) {
    return fail('request.bad', 'Send a Parameters resource with one parameter, meta, that has a valueMeta.');
  }
  return ok(meta as Meta);
}

function metaAnswer(text: string): Answer {
  const { meta } = JSON.parse(text) as Resource;
  return {
    status: 200,
    text: JSON.stringify({ resourceType: 'Parameters', parameter: [{ name: 'return', valueMeta: meta }] }),
  };
}
