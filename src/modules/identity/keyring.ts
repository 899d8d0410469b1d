import { type IdentityKeys, identityKeysChanged, loadIdentityKeys } from './keys.ts';

/** The keys of the node as they are now. The same object until they change, so that what is made of them can be kept. */
export interface Keyring {
  current(): IdentityKeys;
  /** For a key that is not known: looks at once, though no more than once in five seconds. */
  again(): IdentityKeys;
}

export interface KeyringOptions {
  readonly keysDir: string;
  /** Milliseconds after which new keys are used for what is made; by then every process accepts them. */
  readonly keysSettle?: number;
}

const lookEvery = 2_000;
const lookAgainEvery = 5_000;
const standardSettle = 10_000;

/**
 * Follows the key file of a node, so that keys are rotated without a restart: every process accepts new keys within two
 * seconds of `rotateIdentityKeys`, and signs and seals with them ten seconds after it. What is no longer in the file is
 * good for nothing.
 */
export function openKeyring({ keysDir, keysSettle = standardSettle }: KeyringOptions): Keyring {
  let loaded = loadIdentityKeys(keysDir);
  let changed = identityKeysChanged(keysDir);
  let looked = performance.now();
  let lookedAgain = Number.NEGATIVE_INFINITY;
  const isYoung = () => Date.now() < changed + keysSettle;
  let young = isYoung();
  let held = young ? formerFirst(loaded) : loaded;

  const look = (): IdentityKeys => {
    looked = performance.now();
    const now = identityKeysChanged(keysDir);
    const isNew = now !== changed;
    if (isNew) {
      changed = now;
      loaded = loadIdentityKeys(keysDir);
    }
    if (isNew || young !== isYoung()) {
      young = isYoung();
      held = young ? formerFirst(loaded) : loaded;
    }
    return held;
  };

  return {
    current: () => (performance.now() - looked < lookEvery ? held : look()),
    again() {
      if (performance.now() - lookedAgain < lookAgainEvery) return held;
      lookedAgain = performance.now();
      return look();
    },
  };
}

/** The keys with those that were used until now before the newest. */
function formerFirst(keys: IdentityKeys): IdentityKeys {
  const swapped = <T>(list: readonly T[]) => (list.length < 2 ? list : [list[1], list[0], ...list.slice(2)]);
  return {
    signing: swapped(keys.signing),
    client: swapped(keys.client),
    session: swapped(keys.session),
    cookies: swapped(keys.cookies),
  } as IdentityKeys;
}
