import { codesOf } from '../structure/value-sets.ts';
import type { CodeChecker } from './run.ts';

/** The value sets of R4 whose codes can be listed; of all others nothing can be told. */
export const coreCodes: CodeChecker = {
  inValueSet(valueSet, { system, code }) {
    const systems = codesOf(valueSet.split('|', 1)[0] ?? valueSet);
    if (systems === undefined) return undefined;
    if (system !== undefined) return systems.get(system)?.has(code) ?? false;
    for (const codes of systems.values()) if (codes.has(code)) return true;
    return false;
  },
};
