import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import {
  applyTheme,
  Button,
  currentTheme,
  languageCodes,
  languages,
  OfflineNotice,
  PersonBar,
  Select,
  type Session,
  signInAddress,
  signOut,
  type Theme,
  themes,
  useI18n,
  useNode,
  useSession,
  Wordmark,
} from '#ui';
import { InboxLink } from './inbox-link.tsx';
import { Navigation } from './navigation.tsx';
import { RoleBar } from './role-bar.tsx';

/** The frame around every page: skip link, banner, navigation by role, language and colours, footer. */
export function Shell() {
  const { t, formats, suggest } = useI18n();
  const node = useNode().data;
  const session = useSession().data;

  useEffect(() => {
    if (session?.signedIn && session.language) suggest(session.language);
  }, [session, suggest]);

  return (
    <>
      <a className="skip" href="#content">
        {t('skip.content')}
      </a>
      <OfflineNotice />
      <header className="banner">
        {node?.demonstration ? <p className="banner-demo">{t('demo.banner')}</p> : null}
        <div className="banner-row frame">
          <Link to="/" className="banner-home" aria-label={t('app.name')}>
            <Wordmark name={t('app.name')} />
          </Link>
          {node ? <p className="banner-node">{formats.country(node.country)}</p> : null}
          {session?.role === 'citizen' ? <InboxLink /> : null}
          <div className={`banner-tools${session?.signedIn ? ' banner-tools-own' : ''}`}>
            <LanguageChoice />
            <ThemeChoice />
            <Account session={session} />
          </div>
        </div>
        <Navigation session={session} account={<Account session={session} />} />
        {session?.role === 'citizen' ? <PersonBar /> : null}
        {session?.role === 'professional' ? <RoleBar /> : null}
      </header>
      <main id="content" className="frame" tabIndex={-1}>
        <Outlet />
      </main>
      <footer className="footer">
        <div className="frame footer-row">
          {node ? <p>{t('footer.node', { name: node.name, country: formats.country(node.country) })}</p> : null}
          <p>
            {t('footer.text')} <span className="nowrap">{t('footer.law')}</span>
          </p>
        </div>
      </footer>
    </>
  );
}

function Account({ session }: { readonly session: Session | undefined }) {
  const { t } = useI18n();
  const { pathname } = useLocation();
  if (!session) return null;
  if (!session.signedIn) {
    if (pathname === '/' || pathname === '/invitation' || pathname.startsWith('/sign-in/')) return null;
    if (pathname.startsWith('/connect/')) return null;
    return (
      <a className="button button-secondary button-small" href={signInAddress(pathname)}>
        {t('session.sign-in')}
      </a>
    );
  }
  return (
    <div className="account">
      <span className="account-name">
        <span className="visually-hidden">{t('session.signed-in', { name: '' })}</span>
        {session.name}
      </span>
      <Link to="/account" className="button button-quiet">
        {t('account.link')}
      </Link>
      <Button kind="quiet" onPress={() => signOut()}>
        {t('session.sign-out')}
      </Button>
    </div>
  );
}

function LanguageChoice() {
  const { t, language, choose } = useI18n();
  return (
    <Select
      look="tool"
      icon={<GlobeIcon />}
      label={t('language.label')}
      value={language}
      onChange={choose}
      options={languageCodes.map((value) => ({ value, label: languages[value].name, lang: languages[value].locale }))}
    />
  );
}

function ThemeChoice() {
  const { t } = useI18n();
  const [theme, setTheme] = useState<Theme>(currentTheme);
  return (
    <Select
      look="tool"
      icon={<ContrastIcon />}
      label={t('theme.label')}
      value={theme}
      onChange={(chosen) => {
        setTheme(chosen);
        applyTheme(chosen);
      }}
      options={themes.map((value) => ({ value, label: t(`theme.${value}`) }))}
    />
  );
}

function GlobeIcon() {
  return (
    <svg className="icon" width="20" height="20" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <circle cx="10" cy="10" r="7.5" />
      <path d="M2.5 10h15M10 2.5c5 4.5 5 10.5 0 15M10 2.5c-5 4.5-5 10.5 0 15" />
    </svg>
  );
}

function ContrastIcon() {
  return (
    <svg className="icon" width="20" height="20" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <circle cx="10" cy="10" r="7.5" />
      <path className="icon-full" d="M10 2.5a7.5 7.5 0 0 1 0 15z" />
    </svg>
  );
}
