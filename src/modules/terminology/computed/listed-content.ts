import type { CodeSystemContent, CodeSystemHeader, ConceptRow } from '../concepts.ts';
import { packConcepts } from '../content/index.ts';

/** A code system of a few hundred codes, which is put together when it is first asked for anything but its header. */
export function createListedContent(header: CodeSystemHeader, rows: () => Iterable<ConceptRow>): CodeSystemContent {
  let packed: CodeSystemContent | undefined;
  const content = (): CodeSystemContent => {
    packed ??= packConcepts(header, rows());
    return packed;
  };
  return {
    header,
    get count() {
      return content().count;
    },
    indexOf: (code) => content().indexOf(code),
    codeAt: (index) => content().codeAt(index),
    displayAt: (index) => content().displayAt(index),
    conceptAt: (index) => content().conceptAt(index),
    parentsOf: (index) => content().parentsOf(index),
    childrenOf: (index) => content().childrenOf(index),
    isBelow: (index, ancestor) => content().isBelow(index, ancestor),
    below: (ancestor) => content().below(ancestor),
    withProperty: (property, value) => content().withProperty(property, value),
    search: (text) => content().search(text),
  };
}
