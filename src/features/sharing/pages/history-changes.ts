import type { PolicyInWords, Restriction } from '#access';
import type { SharingHistory, SharingWish } from '../contract.ts';

/** What one version of the choices did to the one before it. */
export type ChoiceChange =
  | { readonly kind: 'hidden' | 'back'; readonly restriction: Restriction }
  | { readonly kind: 'shared' | 'withheld'; readonly mark: string }
  | { readonly kind: 'closed' | 'opened' };

type Version = SharingHistory['versions'][number];

export interface ReceiptOfChoice extends Omit<Version, keyof SharingWish> {
  /** Undefined where the version before is not known any more. */
  readonly changes?: readonly ChoiceChange[];
}

/**
 * Each version with what it changed, in the order in which they came (newest first). Before the first one nothing was hidden
 * or shared by choice; `abroadUnasked`: readers abroad might read all the same.
 */
export function receiptsOf(
  versions: readonly Version[],
  { abroadUnasked }: Pick<PolicyInWords, 'abroadUnasked'>,
): readonly ReceiptOfChoice[] {
  const unchosen: SharingWish = { crossBorder: abroadUnasked, restrictions: [] };
  return versions.map((one, index) => {
    const { crossBorder, restrictions, shared, ...receipt } = one;
    const former = versions[index + 1] ?? (one.version === 1 ? unchosen : undefined);
    return former === undefined ? receipt : { ...receipt, changes: changesFrom(former, one) };
  });
}

function changesFrom(former: SharingWish, next: SharingWish): readonly ChoiceChange[] {
  const [were, are] = [byWords(former.restrictions), byWords(next.restrictions)];
  const [sharedBefore, sharedNow] = [former.shared ?? [], next.shared ?? []];
  return [
    ...(former.crossBorder === next.crossBorder ? [] : [{ kind: next.crossBorder ? 'opened' : 'closed' } as const]),
    ...[...are].flatMap(([key, restriction]) => (were.has(key) ? [] : [{ kind: 'hidden', restriction } as const])),
    ...[...were].flatMap(([key, restriction]) => (are.has(key) ? [] : [{ kind: 'back', restriction } as const])),
    ...sharedNow.filter((mark) => !sharedBefore.includes(mark)).map((mark) => ({ kind: 'shared', mark }) as const),
    ...sharedBefore.filter((mark) => !sharedNow.includes(mark)).map((mark) => ({ kind: 'withheld', mark }) as const),
  ];
}

/** Restrictions by all that they say; a choice that is kept comes back with its members in another order. */
function byWords(restrictions: readonly Restriction[]): ReadonlyMap<string, Restriction> {
  return new Map(
    restrictions.map((one) => {
      const { everything, category, entry, label, audience } = one;
      return [JSON.stringify([everything, category, entry, label, audience]), one];
    }),
  );
}
