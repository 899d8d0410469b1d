import type { WordMatch } from '#fhir';
import type { Outcome } from '#kernel';
import { type Context, eachValue, unsupportedModifier } from './criterion-context.ts';

/** `_text` and `_content`: the words of the narrative have weight A. */
export function wordsCondition(context: Context): Outcome<string> {
  const { statement, criterion } = context;
  if (criterion.modifier !== undefined) return unsupportedModifier(criterion);
  const weight = criterion.parameter.code === '_text' ? 'A' : '';
  return eachValue(
    context,
    'words',
    ({ match }) => `r.words @@ ${statement.bind(wordsQuery(match, weight))}::text::tsquery`,
  );
}

/** Folded words hold letters and digits alone, so that nothing in them has a meaning to PostgreSQL. */
function wordsQuery(match: WordMatch, weight: string): string {
  if ('word' in match) {
    const flags = `${match.begins ? '*' : ''}${weight}`;
    return `'${match.word}'${flags === '' ? '' : `:${flags}`}`;
  }
  if ('not' in match) return `!${wordsQuery(match.not, weight)}`;
  const parts = ('all' in match ? match.all : match.any).map((part) => wordsQuery(part, weight));
  return `(${parts.join('all' in match ? ' & ' : ' | ')})`;
}
