import type { SelectOption } from './select.tsx';

/** As people type it: without accents, in whatever capitals. */
function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim();
}

/** The options whose label has what was typed, in the order in which they came; all of them where nothing was. */
export function narrowOptions<Value extends string>(
  options: readonly SelectOption<Value>[],
  typed: string,
): readonly SelectOption<Value>[] {
  const wanted = plain(typed);
  return options.filter(({ label }) => plain(label).includes(wanted));
}

/** The option that is named in full, whatever the accents and capitals. */
export function namedOption<Value extends string>(
  options: readonly SelectOption<Value>[],
  typed: string,
): SelectOption<Value> | undefined {
  const wanted = plain(typed);
  return options.find(({ label }) => plain(label) === wanted);
}

/** The option before or after the one that is gone through, round at the ends; the first or last where it is none. */
export function optionBeside<Value extends string>(
  options: readonly SelectOption<Value>[],
  current: Value | undefined,
  step: 1 | -1,
): Value | undefined {
  const at = options.findIndex(({ value }) => value === current);
  const next = at === -1 && step === -1 ? options.length - 1 : (at + step + options.length) % options.length;
  return options[next]?.value;
}
