import type { Database, Queryable } from '#db';
import type { TerminologySource } from '#terminology';
import type { IndexState } from '../index-catalogue.ts';
import type { Locator } from '../locate.ts';
import type { Sealing } from '../sealing/sealing.ts';
import type { Cursors } from './cursor.ts';

/** What a search needs besides the question. */
export interface SearchContext {
  readonly on: Queryable;
  readonly locator: Locator;
  readonly cursors: Cursors;
  readonly index: IndexState;
  readonly sealing: Sealing;
  /** What value sets and hierarchies go by; the definitions of R4 where it is left out. */
  readonly terminology?: () => Promise<TerminologySource>;
  /** For searches of several statements, that they see the same; left out where `on` sees one moment already. */
  readonly snapshot?: Database['snapshot'];
}
