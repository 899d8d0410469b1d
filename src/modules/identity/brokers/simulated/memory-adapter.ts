import type { ModelAdapter } from 'oidc-provider';

interface Kept {
  payload: Record<string, unknown>;
  readonly until: number;
}

const mostKept = 5_000;

/** What a simulated provider remembers, in this process and no longer. */
export function memoryAdapters(): (model: string) => ModelAdapter {
  const kept = new Map<string, Kept>();
  const live = (key: string) => {
    const found = kept.get(key);
    if (found !== undefined && found.until > Date.now()) return found.payload;
    kept.delete(key);
    return undefined;
  };
  return (model) => {
    const keyOf = (id: string) => `${model} ${id}`;
    const among = (name: string, value: string) => {
      for (const key of kept.keys()) {
        const payload = key.startsWith(`${model} `) ? live(key) : undefined;
        if (payload?.[name] === value) return payload;
      }
      return undefined;
    };
    return {
      async upsert(id, payload, expiresIn = 600) {
        const [oldest] = kept.keys();
        if (kept.size >= mostKept && oldest !== undefined) kept.delete(oldest);
        kept.set(keyOf(id), { payload, until: Date.now() + expiresIn * 1000 });
      },
      find: async (id) => live(keyOf(id)),
      findByUid: async (uid) => among('uid', uid),
      findByUserCode: async (code) => among('userCode', code),
      async consume(id) {
        const payload = live(keyOf(id));
        if (payload !== undefined) payload.consumed = Math.floor(Date.now() / 1000);
      },
      async destroy(id) {
        kept.delete(keyOf(id));
      },
      async revokeByGrantId(grantId) {
        for (const [key, { payload }] of kept) if (payload.grantId === grantId) kept.delete(key);
      },
    };
  };
}
