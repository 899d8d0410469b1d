import type { LabelInWords, PolicyInWords, RuleInWords } from '#access';
import { markWords, partWords, type Translate, type Words, withheldFromWords } from '#ui';

/** A rule as a sentence in the reader's language, put together from what it says in the language of policies. */
export function ruleWords(rule: RuleInWords, { t, list }: Words): string {
  const { role, permits, acts, purposes = [], persons, less } = rule;
  const onRecord = acts.filter((act) => act === 'read' || act === 'write');
  const elsewhere = acts.filter((act) => act !== 'read' && act !== 'write');
  const deeds = [
    ...(onRecord.length === 0
      ? []
      : [`${list(onRecord.map((act) => t(`policy.act.${act}`)))} ${list(sightsOf(rule, t))}`]),
    ...elsewhere.map((act) => t(`policy.act.${act}`)),
  ];
  const sentence = t(permits ? 'policy.rule.may' : 'policy.rule.may-not', {
    who: t(`policy.who.${role}`),
    acts: list(deeds),
    for:
      purposes.length === 0
        ? 'none'
        : list(
            purposes.map((purpose) => t(`policy.for.${purpose}`)),
            'or',
          ),
    less: less.length === 0 ? 'none' : list(less.map((one) => t(`policy.less.${one}`))),
  });
  return persons === 'whom he reaches in an emergency' ? `${sentence} ${t('policy.rule.emergency')}` : sentence;
}

/** What is read or written; a rule that denies shows nothing, and says whose record it speaks of. */
function sightsOf({ sees, persons }: RuleInWords, t: Translate): readonly string[] {
  const record = t(persons === undefined ? 'policy.record.any' : `policy.record.${persons}`);
  if (sees.length === 0) return [record];
  return sees.map((sight) => (sight === 'the record' ? record : t(`policy.sees.${sight}`)));
}

/** What a policy withholds of what is marked so. */
export function marksWords({ labels, from, days }: LabelInWords, { t, list }: Words): string {
  const marks = list(
    labels.map((code) => t('policy.mark', { mark: markWords(code, t) })),
    'or',
  );
  if (days !== undefined) return t('policy.marks.person', { marks, days });
  return t('policy.marks', { marks, from: list(from.map((group) => withheldFromWords(group, t))) });
}

/** What professionals of a kind see, whatever else a rule would show them. */
export function professionWords({ name, sees }: PolicyInWords['professions'][number], { t, list }: Words): string {
  const parts = new Set(sees.map((category) => partWords(category, t)));
  return t('policy.role', { who: name, parts: list([...parts]) });
}
