import { Navigate, useSearch } from '@tanstack/react-router';
import { Failure, Notice, Page, type Session, Skeleton, signInAddress, useI18n, useNode, useSession } from '#ui';

const roleHome = { citizen: '/record', professional: '/patients', administrator: '/node' } as const;

/** What this node is, with the way in. Whoever is signed in goes on to the first page of her role. */
export function HomePage() {
  const session = useSession();
  // Nothing for the blink until it is known: the welcome must not flash at somebody who is signed in.
  if (session.isPending) return null;
  const home = homeOf(session.data);
  if (home) return <Navigate to={home} replace />;
  return <Welcome />;
}

function homeOf(session: Session | undefined): (typeof roleHome)[keyof typeof roleHome] | undefined {
  if (!session?.signedIn || !session.role || session.role === 'backend') return undefined;
  return roleHome[session.role];
}

function Welcome() {
  const { t } = useI18n();
  const { signIn } = useSearch({ strict: false });
  const node = useNode();
  const facts = node.data;
  return (
    <Page title={t('app.tagline')} bare width="wide">
      {signIn === 'failed' ? (
        <Notice tone="bad" title={t('home.signin-failed.title')} live>
          <p>{t('home.signin-failed.text')}</p>
        </Notice>
      ) : null}
      <div className="hero">
        <div className="hero-text">
          <h1 tabIndex={-1}>{t('app.tagline')}</h1>
          {facts ? <p className="lead">{t('home.lead', { name: facts.name })}</p> : null}
          {node.isPending ? <Skeleton lines={2} /> : null}
          {node.isError ? <Failure problem={node.error} retry={() => node.refetch()} /> : null}
          <a className="button button-primary button-large" href={signInAddress('/')}>
            {t('session.sign-in')}
          </a>
          {facts?.demonstration ? (
            <Notice tone="warn" title={t('home.demo.title')}>
              <p>{t('home.demo.text')}</p>
            </Notice>
          ) : null}
        </div>
        <div className="hero-booklet" aria-hidden="true">
          <HeroBooklet />
        </div>
      </div>
      <ul className="promises">
        {(['see', 'decide', 'know', 'abroad'] as const).map((promise) => (
          <li key={promise}>
            <h2>{t(`home.${promise}.title`)}</h2>
            <p>{t(`home.${promise}.text`)}</p>
          </li>
        ))}
      </ul>
    </Page>
  );
}

/** The booklet of the wordmark, grown up: it has been across a border and carries the stamps. */
function HeroBooklet() {
  return (
    <svg width="280" height="340" viewBox="0 0 280 340" focusable="false" aria-hidden="true">
      <path className="hero-pages" d="M40 22h216a10 10 0 0 1 10 10v290H52z" />
      <rect className="booklet-cover" x="20" y="12" width="232" height="312" rx="18" />
      <path className="hero-stitch" d="M48 34v268" />
      <path className="booklet-ribbon" d="M196 12h30v104l-15-13-15 13z" />
      <g className="hero-stamp" transform="rotate(-11 116 196)">
        <circle cx="116" cy="196" r="42" />
        <circle cx="116" cy="196" r="34" />
        <path d="M99 197l12 12 23-26" />
      </g>
      <g className="hero-stamp hero-stamp-warm" transform="rotate(8 184 252)">
        <rect x="148" y="226" width="76" height="52" rx="8" />
        <path d="M160 244h52M160 260h34" />
      </g>
    </svg>
  );
}
