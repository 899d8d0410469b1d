import type { Queryable } from '#db';
import { type ParameterSet, type SearchDefinition, standardParameters, withParameters } from '#fhir';
import type { Sealing } from './sealing/sealing.ts';

/** How the records are indexed, as this process knows it. */
export interface IndexState {
  /** What is written now is marked with it; rows of a lower one may lack what later ones brought. */
  readonly generation: number;
  /** By these a written resource is indexed; some of them may still be `pending`. */
  readonly parameters: ParameterSet;
  /** What cannot be searched completely yet: `Type.code`, `:units`, `:words`, `:place`, `:contained`, or `*` for anything. */
  readonly pending: ReadonlySet<string>;
  /** By which keys of tokens that name a person are made; left out where records are not sealed. */
  readonly secret?: Uint8Array;
}

/**
 * The state of the index, never older than `lease` where it is used: whoever changes it waits that long, and then every
 * process writes as the change asks.
 */
export interface IndexCatalogue {
  /** At once where it is young enough, so that a write need not wait. */
  current(): IndexState | Promise<IndexState>;
  /** Milliseconds. */
  readonly lease: number;
  /** This process has changed it. */
  forget(): void;
}

// One statement, so that parameters and generation are of the same moment.
const stateSql = `
  select (select max(generation) from index_renewal) as generation,
         (select coalesce(json_agg(c order by c), '[]') from index_renewal r, unnest(r.covers) c where not r.finished)::text
           as pending,
         (select coalesce(json_agg(p.definition order by p.id), '[]') from search_parameter p)::text as definitions`;

/** `lease` is 2 seconds unless said. */
export function createIndexCatalogue(
  on: Queryable,
  { indexSecret }: Pick<Sealing, 'indexSecret'>,
  lease = 2_000,
): IndexCatalogue {
  let state: IndexState | undefined;
  let readAt = Number.NEGATIVE_INFINITY;
  let asked: Promise<IndexState> | undefined;
  let forgotten = 0;
  const known = { definitions: '[]', parameters: standardParameters };

  const read = async (): Promise<IndexState> => {
    const at = performance.now();
    const before = forgotten;
    const secret = await indexSecret();
    const [row] = await on.query<{ generation: number; pending: string; definitions: string }>(stateSql, []);
    if (row === undefined) throw new Error('The state of the index cannot be read');
    if (row.definitions !== known.definitions) {
      const definitions = JSON.parse(row.definitions) as readonly string[];
      known.parameters = withParameters(definitions.map((text) => JSON.parse(text) as SearchDefinition));
      known.definitions = row.definitions;
    }
    const { parameters } = known;
    state = {
      generation: row.generation,
      parameters,
      pending: new Set(JSON.parse(row.pending) as readonly string[]),
      ...(secret && { secret }),
    };
    if (before === forgotten) readAt = at;
    return state;
  };

  return {
    lease,
    current() {
      if (state !== undefined && performance.now() - readAt < lease) return state;
      asked ??= read().finally(() => {
        asked = undefined;
      });
      return asked;
    },
    forget() {
      forgotten += 1;
      readAt = Number.NEGATIVE_INFINITY;
      asked = undefined;
    },
  };
}
