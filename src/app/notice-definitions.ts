import { definitionTypes, type NodeDefinitions } from '#definitions';
import type { Records } from '#records';

const types: ReadonlySet<string> = new Set(definitionTypes);

/**
 * The door, with which a definition counts on this process as soon as it is written: who writes one and judges by it does
 * not wait. Other processes know it within two seconds.
 */
export function noticingDefinitions(door: Records, definitions: Pick<NodeDefinitions, 'forget'>): Records {
  return {
    ...door,
    async change(caller, changes, interaction) {
      const changed = await door.change(caller, changes, interaction);
      if (changed.ok && changed.value.some(({ stored }) => types.has(stored.type))) definitions.forget();
      return changed;
    },
  };
}
