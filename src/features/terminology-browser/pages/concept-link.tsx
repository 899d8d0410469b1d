import { Link } from '@tanstack/react-router';
import { useI18n } from '#ui';
import type { ConceptLine, Word } from '../contract.ts';

/** A word in its language, so that it is spoken and broken as it should be. */
export function InItsLanguage({ word }: { readonly word: Word }) {
  return <span lang={word.language}>{word.value}</span>;
}

/** A concept of a list that leads to its page: its name, its code, and where it is another's, its code system. */
export function ConceptLink({
  concept,
  version,
  system,
}: {
  readonly concept: ConceptLine;
  readonly version?: string | undefined;
  /** What the code system is called, where that is told. */
  readonly system?: string | undefined;
}) {
  const { t } = useI18n();
  return (
    <Link
      to="/terminology"
      search={{ system: concept.system, ...(version === undefined ? {} : { version }), code: concept.code }}
      className="concept-link"
    >
      <span className="concept-word">
        {concept.word ? (
          <InItsLanguage word={concept.word} />
        ) : (
          <span className="muted">{t('terminology.nameless')}</span>
        )}
      </span>{' '}
      <code className="concept-code">{concept.code}</code>
      {system === undefined ? null : <span className="concept-system"> {system}</span>}
    </Link>
  );
}
