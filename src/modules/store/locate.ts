import type { Queryable } from '#db';

export interface ResourceKey {
  readonly type: string;
  readonly id: string;
}

/**
 * Finds whose record a resource is part of. What is a person's stays that person's for ever, so such an answer is
 * remembered; '' may become a person's later, so it is asked each time.
 */
export interface Locator {
  /** Are the tables spread over a cluster, so that each statement had better name one compartment? */
  readonly distributed: () => Promise<boolean>;
  /** In the order of the keys; undefined where there never was such a resource. */
  locate(on: Queryable, keys: readonly ResourceKey[]): Promise<readonly (string | undefined)[]>;
  /**
   * The same, asked of the database whatever is remembered: for answers that may not tell by their speed whether there is
   * something that is hidden.
   */
  lookUp(on: Queryable, keys: readonly ResourceKey[]): Promise<readonly (string | undefined)[]>;
  /** Does `locate` spare a look-up of these keys that it would send, were they of nothing that exists? */
  spares(keys: readonly ResourceKey[]): boolean;
  remember(key: ResourceKey, compartment: string): void;
}

const mostRemembered = 50_000;

export function createLocator(distributed: Locator['distributed'] = async () => false): Locator {
  const known = new Map<string, string>();
  const nameOf = (key: ResourceKey) => `${key.type}/${key.id}`;
  const remember = (key: ResourceKey, compartment: string) => {
    if (compartment === '' || key.type === 'Patient') return;
    if (known.size >= mostRemembered) {
      for (const oldest of known.keys()) {
        known.delete(oldest);
        if (known.size < mostRemembered * 0.9) break;
      }
    }
    known.set(nameOf(key), compartment);
  };
  // A Patient is part of its own record; whether it exists shows when it is read.
  const recall = (key: ResourceKey) => (key.type === 'Patient' ? key.id : known.get(nameOf(key)));

  const find = async (on: Queryable, keys: readonly ResourceKey[], unknown: readonly ResourceKey[]) => {
    const found = new Map<string, string>();
    if (unknown.length > 0) {
      const rows = await on.query<ResourceKey & { compartment: string }>(locateSql, [
        unknown.map((key) => key.type),
        unknown.map((key) => key.id),
      ]);
      for (const row of rows) {
        found.set(nameOf(row), row.compartment);
        remember(row, row.compartment);
      }
    }
    return keys.map((key) => recall(key) ?? found.get(nameOf(key)));
  };
  const isPatient = (key: ResourceKey) => key.type === 'Patient';

  return {
    distributed,
    remember,
    locate: (on, keys) =>
      find(
        on,
        keys,
        keys.filter((key) => recall(key) === undefined),
      ),
    lookUp: (on, keys) =>
      find(
        on,
        keys,
        keys.filter((key) => !isPatient(key)),
      ),
    spares: (keys) => !keys.every(isPatient) && keys.every((key) => recall(key) !== undefined),
  };
}

const locateSql = `
  select l.type, l.id, l.compartment from resource_locator l
   where l.id = any ($2::text[]) and l.type = any ($1::text[])`;
