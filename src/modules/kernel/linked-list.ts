/** A value in a list, by which it is taken out again. */
export interface Linked<T> {
  readonly value: T;
  next: Linked<T> | undefined;
  before: Linked<T> | undefined;
}

/** Values in the order in which they came. */
export interface LinkedList<T> extends Iterable<T> {
  add(value: T): Linked<T>;
  /** What is in it no more stays out. */
  remove(linked: Linked<T>): void;
}

/**
 * For what comes and goes with every request. A Set or Map would do, but each time that it is laid out anew its former
 * table, dead and old, goes on leading to the next one and to what was in it: until the whole heap is collected, nothing
 * that ever was in it can be given back. What is removed from this list refers to nothing.
 */
export function createLinkedList<T>(): LinkedList<T> {
  let first: Linked<T> | undefined;
  let last: Linked<T> | undefined;
  return {
    add(value) {
      const linked: Linked<T> = { value, next: undefined, before: last };
      if (last === undefined) first = linked;
      else last.next = linked;
      last = linked;
      return linked;
    },
    remove(linked) {
      const { next, before } = linked;
      if (before === undefined && linked !== first) return;
      if (before === undefined) first = next;
      else before.next = next;
      if (next === undefined) last = before;
      else next.before = before;
      linked.next = undefined;
      linked.before = undefined;
    },
    *[Symbol.iterator]() {
      let linked = first;
      while (linked !== undefined) {
        // Found before the value is given: its taker may remove it.
        const { value, next } = linked;
        yield value;
        linked = next;
      }
    },
  };
}
