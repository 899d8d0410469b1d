import { Navigate } from '@tanstack/react-router';
import {
  Booklet,
  Failure,
  Notice,
  Page,
  type Session,
  Skeleton,
  signInAddress,
  useI18n,
  useNode,
  useSession,
} from '#ui';

const roleHome = { citizen: '/record', professional: '/patients', administrator: '/node' } as const;

/** What this node is, with the way in. Whoever is signed in goes on to the first page of her role. */
export function HomePage() {
  const session = useSession().data;
  const home = homeOf(session);
  if (home) return <Navigate to={home} replace />;
  return <Welcome />;
}

export function homeOf(session: Session | undefined): (typeof roleHome)[keyof typeof roleHome] | undefined {
  if (!session?.signedIn || !session.role || session.role === 'backend') return undefined;
  return roleHome[session.role];
}

function Welcome() {
  const { t, formats } = useI18n();
  const node = useNode();
  const facts = node.data;
  return (
    <Page title={t('app.tagline')} bare width="wide">
      <div className="hero">
        <div className="hero-text">
          <h1 tabIndex={-1}>{t('app.tagline')}</h1>
          {facts ? (
            <p className="lead">{t('home.lead', { country: formats.country(facts.country), name: facts.name })}</p>
          ) : null}
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
          <Booklet size={240} />
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
