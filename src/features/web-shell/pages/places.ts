import type { LinkProps } from '@tanstack/react-router';
import type { MessageKey, Session } from '#ui';

type Role = NonNullable<Session['role']>;

/** A page that the navigation names. */
export interface Place {
  readonly to: NonNullable<LinkProps['to']>;
  readonly label: MessageKey;
  /** The address alone, where pages of the same section stand below it. */
  readonly exact?: boolean;
}

/** A place of the first level: what people come for. Its name leads to the first of its pages. */
export interface Section {
  readonly label: MessageKey;
  readonly pages: readonly [Place, ...Place[]];
}

/** The account has its place beside the name of who is signed in, and the unread news beside the name of the product. */
export const sectionsOf: Readonly<Record<Role, readonly Section[]>> = {
  citizen: [
    {
      label: 'nav.record',
      pages: [
        { to: '/record', label: 'nav.overview', exact: true },
        { to: '/record/own', label: 'own.title' },
        { to: '/record/take', label: 'nav.take' },
      ],
    },
    {
      label: 'nav.privacy',
      pages: [
        { to: '/access', label: 'nav.access' },
        { to: '/sharing', label: 'nav.sharing' },
        { to: '/simulator', label: 'nav.simulator' },
        { to: '/apps', label: 'nav.apps' },
      ],
    },
    {
      label: 'nav.people',
      pages: [
        { to: '/care-team', label: 'nav.care' },
        { to: '/proxies', label: 'nav.proxies' },
        { to: '/directory', label: 'nav.directory' },
      ],
    },
    {
      label: 'nav.messages',
      pages: [
        { to: '/inbox', label: 'nav.inbox' },
        { to: '/requests', label: 'nav.requests' },
      ],
    },
  ],
  professional: [
    { label: 'nav.patients', pages: [{ to: '/patients', label: 'nav.patients' }] },
    { label: 'nav.emergency', pages: [{ to: '/emergency', label: 'nav.emergency' }] },
    { label: 'nav.abroad', pages: [{ to: '/abroad', label: 'nav.abroad' }] },
    { label: 'nav.desk', pages: [{ to: '/corrections', label: 'nav.desk' }] },
    {
      label: 'nav.tools',
      pages: [
        { to: '/directory', label: 'nav.directory' },
        { to: '/apps', label: 'nav.apps' },
      ],
    },
  ],
  administrator: [
    {
      label: 'nav.node',
      pages: [
        { to: '/node', label: 'nav.state' },
        { to: '/operations', label: 'nav.operations' },
      ],
    },
    {
      label: 'nav.people-desks',
      pages: [
        { to: '/cases', label: 'nav.cases' },
        { to: '/identity-desk', label: 'nav.identity' },
        { to: '/erasures', label: 'nav.erasures' },
      ],
    },
    {
      label: 'nav.security',
      pages: [
        { to: '/watch', label: 'nav.watch' },
        { to: '/breaches', label: 'nav.breaches' },
        { to: '/traces', label: 'nav.traces' },
      ],
    },
    {
      label: 'nav.rules',
      pages: [
        { to: '/policy', label: 'nav.policy' },
        { to: '/app-desk', label: 'nav.app-desk' },
        { to: '/terminology', label: 'nav.terminology' },
      ],
    },
  ],
  backend: [],
};

/** Where an address stands: the section, and its page of the longest address that leads there. */
export function placeOf(sections: readonly Section[], pathname: string): { section?: Section; page?: Place } {
  const found = sections
    .flatMap((section) => section.pages.map((page) => ({ section, page })))
    .filter(({ page: { to } }) => pathname === to || pathname.startsWith(`${to}/`))
    .sort((one, other) => other.page.to.length - one.page.to.length)[0];
  return found ?? {};
}
