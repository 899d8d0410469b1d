import { recall, remember } from './remember.ts';

export const themes = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

/** Known to `web/public/theme.js` too, which sets the theme before the first paint. */
const storageKey = 'carnet.theme';

export function currentTheme(): Theme {
  const stored = recall(storageKey);
  return themes.find((theme) => theme === stored) ?? 'auto';
}

export function applyTheme(theme: Theme): void {
  remember(storageKey, theme);
  document.documentElement.dataset.theme = theme;
}
