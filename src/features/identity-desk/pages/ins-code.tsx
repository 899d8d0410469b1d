import { useI18n } from '#ui';
import type { CodePicture } from '../contract.ts';

/** The INS datamatrix, black on white in every colour scheme so that scanners read it, and its number in words. */
export function InsCode({ code }: { readonly code: CodePicture }) {
  const { t } = useI18n();
  return (
    <figure className="ins-code">
      <svg
        viewBox={`0 0 ${code.size} ${code.size}`}
        role="img"
        aria-label={t('ins.code.label')}
        shapeRendering="crispEdges"
      >
        <rect width={code.size} height={code.size} fill="#fff" />
        <path d={code.path} fill="#000" />
      </svg>
      <figcaption>{t('ins.code.number', { ins: code.ins })}</figcaption>
    </figure>
  );
}
