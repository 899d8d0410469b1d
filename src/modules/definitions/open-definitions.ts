import type { Database, Transaction } from '#db';
import type { Definition } from '#fhir';
import {
  type DefinitionSet,
  definitionTypes,
  type HeldPackage,
  type NodeDefinitions,
  type PackedDefinition,
  type WrittenDefinitions,
  type WrittenVersion,
} from './contract.ts';
import { definitionSet } from './definition-set.ts';
import { packDefinition } from './pack-definition.ts';
import { readGeneration, readPackageDefinitions, readPackages } from './packages/package-rows.ts';

export interface DefinitionsOptions {
  readonly db: Database;
  /** The project's own profiles and what they are made of. */
  readonly own?: readonly Definition[];
  /** Definitions that are written over REST; none where it is left out. */
  readonly written?: WrittenDefinitions;
  /** Milliseconds for which a process may go by what it knows; 1,500 unless said. */
  readonly lease?: number;
}

/** Texts that are asked for at once: each may be as large as a resource may be. */
const textsAtOnce = 20;

/**
 * The definitions of a node over migrated tables (`definitionMigrations`). Nothing is read before the first `current`.
 * A process goes by what it knows for `lease` and then asks for two numbers; only what has changed is read.
 */
export function openDefinitions(options: DefinitionsOptions): NodeDefinitions {
  const { db, written, lease = 1_500 } = options;
  const own = (options.own ?? []).flatMap((definition) => packDefinition(definition, { kind: 'own' }) ?? []);
  let set = definitionSet({ revision: 'own', packages: [], entries: own });
  let readAt = Number.NEGATIVE_INFINITY;
  let asked: Promise<DefinitionSet> | undefined;
  let forgotten = 0;
  let reads = 0;
  /** The read that `set` is of: one that began before it and ends after it has nothing to say any more. */
  let shown = 0;
  const ofPackages = createPackageEntries(db);
  const ofRest = written === undefined ? undefined : createWrittenEntries(written);

  const read = async (): Promise<DefinitionSet> => {
    const at = performance.now();
    const before = forgotten;
    reads += 1;
    const turn = reads;
    const [generation, writes] = await Promise.all([
      readGeneration(db),
      written === undefined ? 0 : written.revision(definitionTypes),
    ]);
    const revision = `${generation}-${writes}`;
    if (revision !== set.revision && turn > shown) {
      const [held, more] = await Promise.all([ofPackages.at(generation), ofRest?.at(writes) ?? []]);
      if (turn > shown) {
        set = definitionSet({ revision, packages: held.packages, entries: [...own, ...held.entries, ...more] });
        shown = turn;
      }
    }
    if (before === forgotten) readAt = at;
    return set;
  };

  return {
    current() {
      if (performance.now() - readAt < lease) return set;
      asked ??= read().finally(() => {
        asked = undefined;
      });
      return asked;
    },
    latest: () => set,
    forget() {
      forgotten += 1;
      readAt = Number.NEGATIVE_INFINITY;
      asked = undefined;
    },
  };
}

/** What packages brought, as of a generation; of those that stay nothing is read again. */
function createPackageEntries(db: Database) {
  let generation: number | undefined;
  let packages: readonly HeldPackage[] = [];
  let byPackage = new Map<string, readonly PackedDefinition[]>();
  return {
    async at(wanted: number) {
      if (wanted !== generation) {
        await db.transaction(async (tx) => {
          await ofOneMoment(tx);
          const held = await readPackages(tx);
          const next = new Map<string, readonly PackedDefinition[]>();
          for (const one of held) {
            const name = `${one.name}#${one.version} ${one.integrity} ${one.added.getTime()}`;
            next.set(name, byPackage.get(name) ?? (await readPackageDefinitions(tx, one)));
          }
          [packages, byPackage] = [held, next];
        });
        generation = wanted;
      }
      return { packages, entries: [...byPackage.values()].flat() };
    },
  };
}

/** Package and definitions must be of one moment; reads in the scope of a request would end with that one request. */
async function ofOneMoment(tx: Transaction): Promise<void> {
  await tx.query('set transaction isolation level repeatable read, read only', []);
}

/** What was written over REST; texts are read of what is new. */
function createWrittenEntries(written: WrittenDefinitions) {
  let revision: number | undefined;
  let byName = new Map<string, PackedDefinition | undefined>();
  const nameOf = ({ type, id, version }: WrittenVersion) => `${type}/${id}/${version}`;
  return {
    async at(wanted: number): Promise<readonly PackedDefinition[]> {
      if (wanted !== revision) {
        const listed = await written.list(definitionTypes);
        const next = new Map(listed.map((one) => [nameOf(one), byName.get(nameOf(one))]));
        const fresh = listed.filter((one) => !byName.has(nameOf(one)));
        for (let from = 0; from < fresh.length; from += textsAtOnce) {
          const some = fresh.slice(from, from + textsAtOnce);
          const texts = await written.texts(some);
          for (const [n, one] of some.entries()) {
            const text = texts[n];
            const packed =
              text === undefined ? undefined : packDefinition(JSON.parse(text), { kind: 'written', id: one.id });
            next.set(nameOf(one), packed);
          }
        }
        byName = next;
        revision = wanted;
      }
      return [...byName.values()].filter((one) => one !== undefined);
    },
  };
}
