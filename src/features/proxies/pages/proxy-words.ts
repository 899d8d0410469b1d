import type { Formats, Translate } from '#ui';
import type { InvitationLine, ProxyLine } from '../contract.ts';

type Scope = Pick<InvitationLine, 'origin' | 'parts' | 'acts'>;

/** How far a proxy reaches, a sentence each. */
export function scopeWords({ origin, parts, acts }: Scope, t: Translate): readonly string[] {
  if (origin === 'trusted') return [t('proxies.trusted.about')];
  const may = acts === undefined || acts.includes('change-sharing') ? 'all' : acts.includes('write') ? 'write' : 'read';
  return [
    t(`proxies.acts.${may}`),
    parts === undefined
      ? t('proxies.parts.all')
      : t('proxies.parts.some', { parts: parts.map((part) => t(`part.${part}`)).join(', ') }),
  ];
}

/** From when to when, what a child keeps to herself, what it rests on, and how it ended. */
export function termWords(line: ProxyLine, t: Translate, formats: Formats): readonly string[] {
  const { from, to, reservedFrom, proof, ended, state } = line;
  const day = (instant: string) => formats.date(localDay(instant));
  const now = new Date().toISOString();
  return [
    to === undefined
      ? t('proxies.term.from', { from: day(from) })
      : t('proxies.term.both', { from: day(from), to: day(lastMoment(to)) }),
    ...(reservedFrom === undefined || state === 'over'
      ? []
      : [t(reservedFrom <= now ? 'proxies.reserved' : 'proxies.reserved.later', { date: day(reservedFrom) })]),
    ...(proof === undefined
      ? []
      : [
          proof.kind === 'document'
            ? t('proxies.proof.document')
            : t('proxies.proof.declared', { words: proof.words ?? '' }),
        ]),
    ...(ended === undefined
      ? state === 'over' && to !== undefined
        ? [t('proxies.ended.self', { date: day(to) })]
        : []
      : [t(`proxies.ended.${ended.by}`, { date: day(ended.at) })]),
  ];
}

/** The end itself is no longer part of the term: midnight belongs to the day before. */
function lastMoment(instant: string): string {
  return new Date(Date.parse(instant) - 1).toISOString();
}

/** The day of an instant on the reader's clock. */
export function localDay(instant: string): string {
  const at = new Date(instant);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}
