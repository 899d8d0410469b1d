import type { LabelInWords } from '#access';
import { lawWords, useI18n } from '#ui';
import { marksWords } from './policy-words.ts';

/** What a policy withholds of what is marked, and by which law; nothing where it withholds nothing. */
export function Marks({ labels }: { readonly labels: readonly LabelInWords[] }) {
  const { t, formats } = useI18n();
  const words = { t, list: formats.list };
  if (labels.length === 0) return null;
  return (
    <section className="card" aria-labelledby="marks">
      <h2 id="marks">{t('simulator.labels')}</h2>
      <p>{t('simulator.policy.emergency')}</p>
      <ul className="labels">
        {labels.map((one) => (
          <li key={one.labels.join()}>
            <p>{marksWords(one, words)}</p>
            <p className="law">{lawWords(one.law, words)}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
