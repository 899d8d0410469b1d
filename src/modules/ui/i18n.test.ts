import { describe, expect, it } from 'vitest';
import { createTranslate } from './i18n.tsx';
import { languages } from './languages/index.ts';

describe('a translator', () => {
  it('keeps French signs and quotation marks on the line of their word', async () => {
    const t = createTranslate(await languages.fr.load(), 'fr-FR');
    expect(t('finer.confirm.title')).toBe('Masquer ceci\u00a0?');
    expect(t('finer.what.label', { label: 'VIH' })).toBe('Ce qui est marqué «\u00a0VIH\u00a0»');
  });

  it('leaves the texts of other languages as they are', async () => {
    const t = createTranslate(await languages.pt.load(), 'pt-PT');
    expect(t('finer.what.label', { label: 'VIH ?' })).toBe('O que está marcado «VIH ?»');
  });

  it('writes numbers as the language does', async () => {
    const t = createTranslate(await languages.fr.load(), 'fr-FR');
    expect(t('own.value.missing', { least: 0.3, most: 400 })).toBe('Indiquez un nombre de 0,3 à 400.');
  });
});
