import { Link, useLocation } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Button, type Session, useI18n } from '#ui';
import { type Place, placeOf, type Section, sectionsOf } from './places.ts';

interface NavigationProps {
  readonly session: Session | undefined;
  /** What else belongs to who is signed in; the narrow menu ends with it. */
  readonly account: ReactNode;
}

/**
 * The ways to all pages. Where there is room: the sections, and below them the pages of the one where we are. In a
 * narrow window: one button that says where we are and opens all sections with their pages.
 */
export function Navigation({ session, account }: NavigationProps) {
  const { t } = useI18n();
  const { pathname } = useLocation();
  const sections = session?.signedIn && session.role ? sectionsOf[session.role] : [];
  if (sections.length === 0) return null;
  const here = placeOf(sections, pathname);
  return (
    <nav className="nav" aria-label={t('nav.label')}>
      <div className="nav-wide">
        <ul className="frame nav-list">
          {sections.map((section) => (
            <li key={section.label}>
              <PlaceLink
                place={{ ...section.pages[0], label: section.label }}
                className="nav-link"
                current={section === here.section}
              />
            </li>
          ))}
        </ul>
        {here.section && here.section.pages.length > 1 ? (
          <div className="nav-local">
            <ul className="frame nav-list" aria-label={t(here.section.label)}>
              {here.section.pages.map((page) => (
                <li key={page.to}>
                  <PlaceLink place={page} className="nav-page" current={page === here.page} />
                </li>
              ))}
            </ul>
          </div>
        ) : null}
      </div>
      <Menu sections={sections} here={here} account={account} />
    </nav>
  );
}

function Menu({
  sections,
  here,
  account,
}: {
  readonly sections: readonly Section[];
  readonly here: ReturnType<typeof placeOf>;
  readonly account: ReactNode;
}) {
  const { t } = useI18n();
  const { pathname } = useLocation();
  const [open, setOpen] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: every arrival closes the menu
  useEffect(() => setOpen(false), [pathname]);
  useEffect(() => {
    if (!open) return;
    const close = ({ key }: KeyboardEvent) => {
      if (key !== 'Escape') return;
      setOpen(false);
      frame.current?.querySelector('button')?.focus();
    };
    document.addEventListener('keydown', close);
    return () => document.removeEventListener('keydown', close);
  }, [open]);
  const place = here.page ? t(here.page.label) : '';
  return (
    <div ref={frame} className="nav-narrow">
      <div className="frame nav-bar">
        <Button kind="quiet" aria-expanded={open} aria-controls="nav-menu" onPress={() => setOpen(!open)}>
          <MenuIcon open={open} />
          {t('nav.menu')}
        </Button>
        {place ? <p className="nav-here">{place}</p> : null}
      </div>
      <div id="nav-menu" className="nav-menu" hidden={!open}>
        <div className="frame nav-groups">
          {sections.map((section) => (
            <MenuGroup key={section.label} section={section} page={here.page} onLeave={() => setOpen(false)} />
          ))}
          {account}
        </div>
      </div>
    </div>
  );
}

function MenuGroup({
  section,
  page: current,
  onLeave,
}: {
  readonly section: Section;
  readonly page: Place | undefined;
  readonly onLeave: () => void;
}) {
  const { t } = useI18n();
  const titled = section.pages.length > 1;
  return (
    <div className={`nav-group${titled ? ' nav-group-titled' : ''}`}>
      {titled ? <p className="nav-group-title">{t(section.label)}</p> : null}
      <ul aria-label={t(section.label)}>
        {section.pages.map((page) => (
          <li key={page.to}>
            <PlaceLink place={page} className="nav-page" current={page === current} onClick={onLeave} />
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Whose record is shown travels with every link. */
function PlaceLink({
  place: { to, label, exact = false },
  current,
  ...rest
}: {
  readonly place: Place;
  readonly className: string;
  readonly current: boolean;
  readonly onClick?: () => void;
}) {
  const { t } = useI18n();
  return (
    <Link
      {...rest}
      to={to}
      search={({ person }) => (person === undefined ? {} : { person })}
      activeOptions={{ exact, includeSearch: false }}
      // The router marks the address where we are; a section is marked on all of its pages.
      {...(current ? { 'aria-current': true } : {})}
    >
      {t(label)}
    </Link>
  );
}

function MenuIcon({ open }: { readonly open: boolean }) {
  return (
    <svg className="icon nav-icon" width="20" height="20" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <path d={open ? 'M5 5l10 10M15 5L5 15' : 'M3 5.5h14M3 10h14M3 14.5h14'} />
    </svg>
  );
}
