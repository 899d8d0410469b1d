const typedForm = /^(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{1,2}):(\d{2}))?$/;

/** The instant that somebody typed as `2026-11-20 08:30` in her own time zone; undefined where it is none. */
export function writtenTime(typed: string): string | undefined {
  const [, year, month, day, hour = '0', minute = '0'] = typedForm.exec(typed.trim()) ?? [];
  const numbers = [year, month, day, hour, minute].map(Number);
  const [y = 0, mo = 0, d = 0, h = 0, mi = 0] = numbers;
  if (numbers.some(Number.isNaN)) return undefined;
  const time = new Date(y, mo - 1, d, h, mi);
  const isReal = time.getMonth() === mo - 1 && time.getDate() === d && h < 24 && mi < 60;
  return isReal ? time.toISOString() : undefined;
}

/** An instant as somebody would type it, cut to the minute. Other text stays. */
export function typedOf(text: string): string {
  if (!text.endsWith('Z') || Number.isNaN(Date.parse(text))) return text;
  const time = new Date(text);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${day} ${two(time.getHours())}:${two(time.getMinutes())}`;
}
