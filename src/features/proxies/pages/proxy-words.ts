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
  const { from, until, reservedFrom, reserved, proof, ended, state } = line;
  const day = formats.date;
  const over = state === 'over';
  return [
    until === undefined
      ? t('proxies.term.from', { from: day(from) })
      : t('proxies.term.both', { from: day(from), to: day(until) }),
    ...(reservedFrom === undefined || over
      ? []
      : [t(reserved ? 'proxies.reserved' : 'proxies.reserved.later', { date: day(reservedFrom) })]),
    ...(proof?.kind === 'document' ? [t('proxies.proof.document')] : []),
    ...(proof?.words === undefined ? [] : [t('proxies.proof.declared', { words: proof.words })]),
    ...(ended === undefined ? [] : [t(`proxies.ended.${ended.by}`, { date: day(ended.on) })]),
    ...(ended === undefined && over && until !== undefined ? [t('proxies.ended.self', { date: day(until) })] : []),
  ];
}
