import type { Translate } from '#ui';
import type { OpeningHours } from '../contract.ts';

const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
/** A Monday. */
const monday = Date.UTC(2026, 0, 5);

/** A line for each: `Monday, Tuesday: 08:30 - 12:00`, in the language of the reader. */
export function openingWords(hours: readonly OpeningHours[], locale: string, t: Translate): readonly string[] {
  const weekday = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' });
  const dayName = (day: string) => weekday.format(monday + days.indexOf(day) * 86_400_000);
  return hours.map(({ days: open, allDay, from, to }) => {
    const when = open.length === 0 ? t('directory.hours.daily') : open.filter((day) => days.includes(day)).map(dayName);
    const time = allDay ? t('directory.hours.all-day') : [from, to].filter((end) => end !== undefined).join(' - ');
    return `${typeof when === 'string' ? when : when.join(', ')}: ${time}`;
  });
}
