import type { FunctionEntry } from './frame.ts';
import { combining } from './functions/combining.ts';
import { conversion } from './functions/conversion.ts';
import { existence } from './functions/existence.ts';
import { iteration } from './functions/iteration.ts';
import { moments } from './functions/moments.ts';
import { numbers } from './functions/numbers.ts';
import { ofFhir } from './functions/of-fhir.ts';
import { strings } from './functions/strings.ts';

/** Every function of the language by its name. */
export const functions: ReadonlyMap<string, FunctionEntry> = new Map(
  Object.entries({
    ...existence,
    ...iteration,
    ...combining,
    ...conversion,
    ...strings,
    ...numbers,
    ...moments,
    ...ofFhir,
  }),
);
