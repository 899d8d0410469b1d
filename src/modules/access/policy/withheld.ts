import type { VisiblePerson } from '#fhir';
import type { Caller } from '#identity';
import type { Policy } from './parse-policy.ts';
import { professionOf } from './professions.ts';

/** What a policy withholds by label. */
export interface Withheld {
  /** From a professional, less what the person shares; undefined where it is nothing. What he wrote himself he sees. */
  from(caller: Caller, shared: readonly string[] | undefined): VisiblePerson['withheld'];
  /** From the person herself, while its author has not told her (EHDS article 3(3)). */
  untold(now: Date): VisiblePerson['untold'];
}

const day = 86_400_000;
const minute = 60_000;

export function createWithheld({ labels: rules, professions }: Pick<Policy, 'labels' | 'professions'>): Withheld {
  const profession = professionOf(professions);
  const untoldRules = rules.filter((rule) => rule.days !== undefined);
  const untoldLabels = untoldRules.flatMap(({ labels }) => labels);
  const days = Math.min(...untoldRules.map((rule) => rule.days ?? 0));

  const labelsFor = (caller: Caller): readonly string[] => {
    const groups = [
      'everyone',
      profession(caller)?.name,
      caller.role === 'foreign-professional' ? 'abroad' : undefined,
    ];
    return rules.filter(({ from }) => from.some((group) => groups.includes(group))).flatMap(({ labels }) => labels);
  };
  /** One object for one caller, so that the many persons whom he treats are one group in the database's question. */
  const known = new WeakMap<Caller, NonNullable<VisiblePerson['withheld']>>();

  return {
    from(caller, shared = []) {
      let all = known.get(caller);
      if (all === undefined) {
        const { practitioner } = caller;
        all = {
          labels: [...new Set(labelsFor(caller))].sort(),
          authors: practitioner === undefined ? [] : [`Practitioner/${practitioner}`],
        };
        known.set(caller, all);
      }
      if (all.labels.length === 0) return undefined;
      if (!all.labels.some((label) => shared.includes(label))) return all;
      const labels = all.labels.filter((label) => !shared.includes(label));
      return labels.length === 0 ? undefined : { ...all, labels };
    },
    untold(now) {
      if (untoldLabels.length === 0) return undefined;
      // By the minute, so that what is asked at once is asked alike.
      return { labels: untoldLabels, since: Math.floor((now.getTime() - days * day) / minute) * minute };
    },
  };
}
