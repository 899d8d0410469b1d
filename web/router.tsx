import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { directoryAddress } from '../src/features/directory/pages/address.ts';
import { entryAddress } from '../src/features/sharing/pages/entry-address.ts';
import { terminologyAddress } from '../src/features/terminology-browser/pages/address.ts';
import { HomePage } from '../src/features/web-shell/pages/home-page.tsx';
import { MissingPage } from '../src/features/web-shell/pages/missing-page.tsx';
import { PageFailed } from '../src/features/web-shell/pages/page-failed.tsx';
import { Shell } from '../src/features/web-shell/pages/shell.tsx';

/** What pages read from the address; anything else in it is dropped. Whose record they show travels with every link. */
interface SharedSearch {
  readonly person?: string;
  /** A sign-in that came to nothing ends at the start page with this. */
  readonly signIn?: 'failed';
}

const root = createRootRoute({
  component: Shell,
  notFoundComponent: MissingPage,
  errorComponent: PageFailed,
  validateSearch: ({ person, signIn }: Record<string, unknown>): SharedSearch => ({
    ...(typeof person === 'string' && /^[A-Za-z0-9\-.]{1,64}$/.test(person) ? { person } : {}),
    ...(signIn === 'failed' ? { signIn } : {}),
  }),
});
const getParentRoute = () => root;

const routes = [
  createRoute({ getParentRoute, path: '/', component: HomePage }),
  createRoute({
    getParentRoute,
    path: '/sign-in/$uid',
    component: lazyRouteComponent(() => import('../src/features/sign-in/pages/sign-in-page.tsx'), 'SignInPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/connect/$uid',
    component: lazyRouteComponent(() => import('../src/features/apps/pages/connect-page.tsx'), 'ConnectPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/apps',
    component: lazyRouteComponent(() => import('../src/features/apps/pages/apps-page.tsx'), 'AppsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/app-desk',
    component: lazyRouteComponent(() => import('../src/features/apps/pages/desk-page.tsx'), 'AppDeskPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/invitation',
    component: lazyRouteComponent(() => import('../src/features/account/pages/invitation-page.tsx'), 'InvitationPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/account',
    component: lazyRouteComponent(() => import('../src/features/account/pages/account-page.tsx'), 'AccountPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/record',
    component: lazyRouteComponent(() => import('../src/features/my-record/pages/record-page.tsx'), 'RecordPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/record/own',
    component: lazyRouteComponent(
      () => import('../src/features/own-entries/pages/own-entries-page.tsx'),
      'OwnEntriesPage',
    ),
  }),
  createRoute({
    getParentRoute,
    path: '/record/take',
    component: lazyRouteComponent(() => import('../src/features/take-away/pages/take-away-page.tsx'), 'TakeAwayPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/inbox',
    component: lazyRouteComponent(() => import('../src/features/notifications/pages/inbox-page.tsx'), 'InboxPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/requests',
    validateSearch: ({ entry }: Record<string, unknown>): { readonly entry?: string } =>
      typeof entry === 'string' && /^[A-Z][A-Za-z]{1,40}\/[A-Za-z0-9\-.]{1,64}$/.test(entry) ? { entry } : {},
    component: lazyRouteComponent(() => import('../src/features/cases/pages/requests-page.tsx'), 'RequestsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/corrections',
    component: lazyRouteComponent(() => import('../src/features/cases/pages/desk-page.tsx'), 'OrganizationDeskPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/cases',
    component: lazyRouteComponent(() => import('../src/features/cases/pages/desk-page.tsx'), 'OperatorDeskPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/access',
    component: lazyRouteComponent(() => import('../src/features/access-log/pages/access-page.tsx'), 'AccessPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/sharing',
    component: lazyRouteComponent(() => import('../src/features/sharing/pages/sharing-page.tsx'), 'SharingPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/sharing/entry',
    validateSearch: entryAddress,
    component: lazyRouteComponent(
      () => import('../src/features/sharing/pages/entry-sharing-page.tsx'),
      'EntrySharingPage',
    ),
  }),
  createRoute({
    getParentRoute,
    path: '/simulator',
    validateSearch: entryAddress,
    component: lazyRouteComponent(() => import('../src/features/simulator/pages/simulator-page.tsx'), 'SimulatorPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/policy',
    component: lazyRouteComponent(() => import('../src/features/simulator/pages/policy-page.tsx'), 'PolicyPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/care-team',
    component: lazyRouteComponent(() => import('../src/features/care-team/pages/care-team-page.tsx'), 'CareTeamPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/directory',
    validateSearch: directoryAddress,
    component: lazyRouteComponent(() => import('../src/features/directory/pages/directory-page.tsx'), 'DirectoryPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/directory/$type/$id',
    component: lazyRouteComponent(() => import('../src/features/directory/pages/listed-page.tsx'), 'ListedPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/proxies',
    component: lazyRouteComponent(() => import('../src/features/proxies/pages/proxies-page.tsx'), 'ProxiesPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/patients',
    component: lazyRouteComponent(() => import('../src/features/my-record/pages/patients-page.tsx'), 'PatientsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/patients/$id',
    component: lazyRouteComponent(() => import('../src/features/my-record/pages/patient-page.tsx'), 'PatientPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/abroad',
    component: lazyRouteComponent(() => import('../src/features/cross-border/pages/abroad-page.tsx'), 'AbroadPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/emergency',
    component: lazyRouteComponent(() => import('../src/features/emergency/pages/emergency-page.tsx'), 'EmergencyPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/node',
    component: lazyRouteComponent(() => import('../src/features/web-shell/pages/node-page.tsx'), 'NodePage'),
  }),
  createRoute({
    getParentRoute,
    path: '/operations',
    component: lazyRouteComponent(
      () => import('../src/features/operations/pages/operations-page.tsx'),
      'OperationsPage',
    ),
  }),
  createRoute({
    getParentRoute,
    path: '/identity-desk',
    component: lazyRouteComponent(
      () => import('../src/features/identity-desk/pages/desk-page.tsx'),
      'IdentityDeskPage',
    ),
  }),
  createRoute({
    getParentRoute,
    path: '/identity-desk/pair/$one/$other',
    component: lazyRouteComponent(() => import('../src/features/identity-desk/pages/pair-page.tsx'), 'PairPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/identity-desk/waiting/$reference',
    component: lazyRouteComponent(() => import('../src/features/identity-desk/pages/waiting-page.tsx'), 'WaitingPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/identity-desk/person/$id',
    component: lazyRouteComponent(
      () => import('../src/features/identity-desk/pages/person-page.tsx'),
      'DeskPersonPage',
    ),
  }),
  createRoute({
    getParentRoute,
    path: '/record/ins',
    component: lazyRouteComponent(() => import('../src/features/identity-desk/pages/my-ins-page.tsx'), 'MyInsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/erasures',
    component: lazyRouteComponent(() => import('../src/features/erasures/pages/erasures-page.tsx'), 'ErasuresPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/watch',
    component: lazyRouteComponent(() => import('../src/features/watch/pages/watch-page.tsx'), 'WatchPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/traces',
    component: lazyRouteComponent(() => import('../src/features/trace-desk/pages/traces-page.tsx'), 'TracesPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/breaches',
    component: lazyRouteComponent(() => import('../src/features/breach-desk/pages/breaches-page.tsx'), 'BreachesPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/breaches/$id',
    component: lazyRouteComponent(() => import('../src/features/breach-desk/pages/breach-page.tsx'), 'BreachPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/terminology',
    validateSearch: terminologyAddress,
    component: lazyRouteComponent(
      () => import('../src/features/terminology-browser/pages/terminology-page.tsx'),
      'TerminologyPage',
    ),
  }),
] as const;

export function createPagesRouter() {
  return createRouter({ routeTree: root.addChildren(routes), defaultPreload: 'intent' });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createPagesRouter>;
  }
}
