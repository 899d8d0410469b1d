import type { Database, Queryable } from '#db';
import type { IndexState } from '../index-catalogue.ts';
import type { Locator } from '../locate.ts';
import type { Cursors } from './cursor.ts';

/** What a search needs besides the question. */
export interface SearchContext {
  readonly on: Queryable;
  readonly locator: Locator;
  readonly cursors: Cursors;
  readonly index: IndexState;
  /** For searches of several statements, that they see the same; left out where `on` sees one moment already. */
  readonly snapshot?: Database['snapshot'];
}
