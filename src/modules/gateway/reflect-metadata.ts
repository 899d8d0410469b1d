/**
 * The three functions of the Reflect Metadata proposal that `@peculiar/x509` asks for when it is loaded (it registers its
 * signature formats through a small dependency container). Import this before it. A complete implementation that is
 * already there is left alone.
 */
type Key = string | symbol;

interface ReflectWithMetadata {
  getMetadata?: (key: Key, target: object) => unknown;
  getOwnMetadata?: (key: Key, target: object) => unknown;
  defineMetadata?: (key: Key, value: unknown, target: object) => void;
}

const metadata = new WeakMap<object, Map<Key, unknown>>();
const reflect = Reflect as ReflectWithMetadata;

reflect.defineMetadata ??= (key, value, target) => {
  const own = metadata.get(target) ?? new Map<Key, unknown>();
  own.set(key, value);
  metadata.set(target, own);
};
reflect.getOwnMetadata ??= (key, target) => metadata.get(target)?.get(key);
reflect.getMetadata ??= (key, target) => {
  for (let at: object | null = target; at !== null; at = Object.getPrototypeOf(at)) {
    const own = metadata.get(at);
    if (own?.has(key)) return own.get(key);
  }
  return undefined;
};
