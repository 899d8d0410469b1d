import { useI18n } from '#ui';
import type { PairLine } from '../contract.ts';

/** How sure it is that two are one, and which traits differ. */
export function LikenessWords({
  of: { grade, score, sharedIns, differing },
}: {
  readonly of: Pick<PairLine, 'grade' | 'score' | 'sharedIns' | 'differing'>;
}) {
  const { t, formats } = useI18n();
  return (
    <>
      <p>
        <span className="tag">
          {t(`identity.grade.${grade}`, { percent: formats.number(Math.round(score * 100)) })}
        </span>
        {sharedIns ? <span className="tag tag-warn">{t('identity.shared-ins')}</span> : null}
      </p>
      <p>
        {differing.length === 0
          ? t('identity.differing.none')
          : t('identity.differing', { traits: differing.map(({ trait }) => t(`identity.trait.${trait}`)).join(', ') })}
      </p>
    </>
  );
}
