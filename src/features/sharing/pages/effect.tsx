import { useQuery } from '@tanstack/react-query';
import { api, Failure, markWords, partWords, plainPart, Skeleton, type Translate, useI18n } from '#ui';
import type { SharingPreview, SharingWish } from '../contract.ts';
import { withoutChoices } from './words.ts';

type Reader = SharingPreview['readers'][number];
type Part = Reader['hides'][number];

/** What choices would do, said before they are made. Those whom nothing changes for are named once at the end. */
export function Effect({
  patient,
  wish,
  mark,
}: {
  readonly patient: string;
  readonly wish: SharingWish;
  /** What is chosen by its mark: where it changes nothing today, that is said. */
  readonly mark?: { readonly code: string; readonly becomes: 'hidden' | 'shared' | 'withheld' } | undefined;
}) {
  const { t } = useI18n();
  const preview = useQuery({
    queryKey: ['sharing-preview', patient, wish],
    queryFn: ({ signal }) =>
      api<SharingPreview>(`/api/sharing/${encodeURIComponent(patient)}/preview`, {
        method: 'POST',
        body: withoutChoices(wish),
        signal,
      }),
    staleTime: 0,
  });
  if (preview.isPending) {
    return (
      <>
        <p className="visually-hidden" role="status">
          {t('effect.waiting')}
        </p>
        <Skeleton lines={3} />
      </>
    );
  }
  if (preview.isError) return <Failure problem={preview.error} retry={() => preview.refetch()} />;
  const changed = preview.data.readers.filter(({ hides, shows }) => hides.length + shows.length > 0);
  return (
    <section className="effect" aria-label={t('effect.title')} aria-live="polite">
      <h2>{t('effect.title')}</h2>
      {changed.length === 0 && mark === undefined ? <p>{t('effect.none')}</p> : null}
      {mark !== undefined && !changed.some((reader) => bears(reader, mark.becomes)) ? (
        <p>
          {t(mark.becomes === 'hidden' ? 'effect.none.hidden' : 'effect.none.turned', {
            mark: markWords(mark.code, t),
          })}
        </p>
      ) : null}
      {changed.map((reader) => (
        <EffectOn key={JSON.stringify(reader.reader)} of={reader} first={mark?.becomes === 'shared'} />
      ))}
      {changed.some(({ hides }) => hides.length > 0) ? <p className="muted">{t('effect.emergency')}</p> : null}
    </section>
  );
}

/** Does something change for them that was chosen itself? */
function bears({ hides, shows }: Reader, becomes: 'hidden' | 'shared' | 'withheld'): boolean {
  return (becomes === 'shared' ? shows : hides).some(({ along }) => !along);
}

/** `first`: what they then see they do not see again, but could never see. */
function EffectOn({ of, first }: { readonly of: Reader; readonly first: boolean }) {
  const { t, formats } = useI18n();
  return (
    <div className="effect-reader">
      <h3>{readerWords(of, t, formats.country)}</h3>
      {of.before > 0 && of.after === 0 ? (
        <p>{t('effect.absent')}</p>
      ) : (
        <ul>
          {byPart(of.hides).map((part) => (
            <li key={`hides ${part.category} ${part.along}`}>{hiddenWords(part, t)}</li>
          ))}
          {byPart(of.shows).map((part) => (
            <li key={`shows ${part.category} ${part.along}`}>
              {first
                ? shownWords(part, t)
                : t('effect.shows', { part: partWords(part.category, t), count: part.count })}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** What people call by one name is told of once. */
function byPart(parts: readonly Part[]): readonly Part[] {
  const found = new Map<string, Part>();
  for (const part of parts) {
    const category = plainPart(part.category);
    const name = `${category} ${part.along}`;
    const known = found.get(name);
    found.set(
      name,
      known === undefined
        ? { ...part, category }
        : { ...known, count: known.count + part.count, names: [...new Set([...known.names, ...part.names])] },
    );
  }
  return [...found.values()];
}

function readerWords({ reader, name }: Reader, t: Translate, country: (code: string) => string): string {
  switch (reader.kind) {
    case 'home':
    case 'abroad':
      return t(`effect.${reader.kind}`);
    case 'profession':
      return t('effect.profession', { who: reader.role ?? '' });
    case 'country':
      return t('effect.country', { country: country(reader.country ?? '') });
    default:
      return name === undefined ? t('effect.unnamed') : t('effect.named', { name });
  }
}

/** Parts of which a sentence says what he then knows, or does not know. */
const told = ['medicines', 'allergies', 'problems'] as const;

function hiddenWords(of: Part, t: Translate): string {
  const { category, count, along } = of;
  const part = partWords(category, t);
  if (along) return t('effect.hides.along', { part, count });
  const names = namesWords(of, t);
  if (names === undefined) return t('effect.hides.count', { part, count });
  const known = told.find((one) => one === category);
  return known === undefined ? t('effect.hides.named', { part, names }) : t(`effect.hides.${known}`, { names });
}

function shownWords(of: Part, t: Translate): string {
  const { category, count } = of;
  const part = partWords(category, t);
  const names = namesWords(of, t);
  if (names === undefined) return t('effect.sees.count', { part, count });
  const known = told.find((one) => one === category);
  return known === undefined ? t('effect.sees.named', { part, names }) : t(`effect.sees.${known}`, { names });
}

/** What the entries are about, and how many more there are; undefined where none has a name. */
function namesWords({ names, count }: Part, t: Translate): string | undefined {
  if (names.length === 0) return undefined;
  const more = count > names.length ? [t('effect.more', { count: count - names.length })] : [];
  return [...names, ...more].join(', ');
}
