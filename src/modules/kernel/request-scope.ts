import { AsyncLocalStorage } from 'node:async_hooks';

/** What is known, far below an HTTP request, of the request for which work is done. */
export interface RequestScope {
  /** Trace id of the request. */
  readonly trace: string;
  /** Nobody waits for the answer any more: the client has left, or was told that it took too long. */
  readonly over: boolean;
  /** Calls `act` once when the scope is over; what is answered withdraws it. */
  whenOver(act: () => void): () => void;
}

/** The scope as whoever opened it holds it. */
export interface OpenScope extends RequestScope {
  end(): void;
}

const scopes = new AsyncLocalStorage<RequestScope>();

export function openScope(trace: string): OpenScope {
  // Most requests have nothing to withdraw: the set is made when it is needed.
  let acts: Set<() => void> | undefined;
  let over = false;
  return {
    trace,
    get over() {
      return over;
    },
    whenOver(act) {
      acts ??= new Set();
      acts.add(act);
      return () => acts?.delete(act);
    },
    end() {
      if (over) return;
      over = true;
      for (const act of acts ?? []) act();
      acts = undefined;
    },
  };
}

/** Runs `work`, and all that it calls or waits for, in the scope. */
export function inScope<T>(scope: RequestScope, work: () => T): T {
  return scopes.run(scope, work);
}

/** The request for which this is done; undefined for work of the node itself. */
export function currentScope(): RequestScope | undefined {
  return scopes.getStore();
}
