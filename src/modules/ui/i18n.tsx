import IntlMessageFormat from 'intl-messageformat';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { I18nProvider } from 'react-aria-components';
import { createFormats, type Formats } from './formats.ts';
import { chooseLanguage, type LanguageCode, languages, type MessageKey, type Messages } from './languages/index.ts';
import { recall, remember } from './remember.ts';

type MessageValues = Readonly<Record<string, string | number>>;
export type Translate = (key: MessageKey, values?: MessageValues) => string;

interface I18n {
  readonly language: LanguageCode;
  readonly locale: string;
  readonly t: Translate;
  readonly formats: Formats;
  /** What the person chose herself; it wins over her account and her browser from then on. */
  choose(language: LanguageCode): void;
  /** What her account says; used as long as she has not chosen. */
  suggest(language: string): void;
}

const I18nContext = createContext<I18n | undefined>(undefined);
const storageKey = 'carnet.language';

/** French keeps a sign with two parts, and a quotation mark, on the line of its word. */
function withFrenchSpaces(text: string): string {
  return text.replace(/ (?=[?!:;»])|(?<=«) /g, '\u00a0');
}

/** A translator over one catalogue; each message is parsed once. */
export function createTranslate(messages: Messages, locale: string): Translate {
  const parsed = new Map<MessageKey, IntlMessageFormat>();
  const typeset = locale.startsWith('fr') ? withFrenchSpaces : (text: string) => text;
  return (key, values) => {
    const message = messages[key];
    if (!message.includes('{')) return typeset(message);
    let format = parsed.get(key);
    if (!format) {
      format = new IntlMessageFormat(message, locale);
      parsed.set(key, format);
    }
    return typeset(String(format.format(values)));
  };
}

/** Shows nothing until the first catalogue is there; then keeps the former language on screen while the next one loads. */
export function Languages({ children }: { readonly children: ReactNode }) {
  const [wanted, setWanted] = useState<LanguageCode>(() =>
    chooseLanguage([recall(storageKey), ...navigator.languages]),
  );
  const [loaded, setLoaded] = useState<{ readonly language: LanguageCode; readonly messages: Messages }>();

  useEffect(() => {
    let current = true;
    languages[wanted].load().then((messages) => {
      if (current) setLoaded({ language: wanted, messages });
    });
    return () => {
      current = false;
    };
  }, [wanted]);

  useEffect(() => {
    if (loaded) document.documentElement.lang = languages[loaded.language].locale;
  }, [loaded]);

  const choose = useCallback((language: LanguageCode) => {
    remember(storageKey, language);
    setWanted(language);
  }, []);
  const suggest = useCallback((language: string) => {
    if (!recall(storageKey)) setWanted(chooseLanguage([language]));
  }, []);

  const value = useMemo<I18n | undefined>(() => {
    if (!loaded) return undefined;
    const { locale } = languages[loaded.language];
    return {
      language: loaded.language,
      locale,
      t: createTranslate(loaded.messages, locale),
      formats: createFormats(locale),
      choose,
      suggest,
    };
  }, [loaded, choose, suggest]);

  if (!value) return null;
  return (
    <I18nProvider locale={value.locale}>
      <I18nContext value={value}>{children}</I18nContext>
    </I18nProvider>
  );
}

export function useI18n(): I18n {
  const value = useContext(I18nContext);
  if (!value) throw new Error('useI18n outside of Languages');
  return value;
}
