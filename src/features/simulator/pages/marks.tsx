import type { LabelInWords } from '#access';
import { useI18n } from '#ui';
import { lawWords } from './law-words.ts';
import { marksWords } from './policy-words.ts';

/** What a policy withholds of what is marked, and by which law. */
export function Marks({ one }: { readonly one: LabelInWords }) {
  const { t, formats } = useI18n();
  const words = { t, list: formats.list };
  return (
    <li>
      <p>{marksWords(one, words)}</p>
      <p className="law">{lawWords(one.law, words)}</p>
    </li>
  );
}
