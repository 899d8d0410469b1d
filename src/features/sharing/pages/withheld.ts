import type { PolicyInWords } from '#access';

/** A sensitive subject that a policy withholds from some, or that the person shares. */
export interface Withheld {
  /** Code of the security label. */
  readonly mark: string;
  /** `everyone`, `abroad`, professions; nobody where the person shares what the policy does not withhold. */
  readonly from: readonly string[];
  /** The laws that it rests on, as the policy cites them. */
  readonly law: string;
  readonly shared: boolean;
}

/**
 * What a policy withholds from professionals though they treat the person, subject by subject in the order of `order`; what
 * is kept from the person herself is no choice of hers. With what she shares already, whether it is withheld or not.
 */
export function withheldSubjects(
  { labels }: Pick<PolicyInWords, 'labels'>,
  shared: readonly string[] = [],
  order: readonly string[] = [],
): readonly Withheld[] {
  const found = new Map<string, { readonly from: readonly string[]; readonly law: string }>();
  for (const { labels: marks, from, law, days } of labels) {
    if (days !== undefined) continue;
    for (const mark of marks) found.set(mark, { from, law });
  }
  for (const mark of shared) if (!found.has(mark)) found.set(mark, { from: [], law: '' });
  const place = (mark: string) => (order.includes(mark) ? order.indexOf(mark) : order.length);
  return [...found]
    .map(([mark, rule]) => ({ mark, ...rule, shared: shared.includes(mark) }))
    .sort((one, other) => place(one.mark) - place(other.mark));
}

/** The labels that are shared when this one is turned round. */
export function turned(shared: readonly string[] = [], mark: string): readonly string[] {
  return shared.includes(mark) ? shared.filter((one) => one !== mark) : [...shared, mark];
}
