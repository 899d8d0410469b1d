import { nameOfResource, type Resource } from '#fhir';
import type {
  IdentifierLine,
  OpeningHours,
  OrganizationLine,
  OrganizationPage,
  ProfessionalLine,
  RoleLine,
} from './contract.ts';

interface Concept {
  readonly text?: string;
  readonly coding?: readonly { readonly system?: string; readonly code?: string; readonly display?: string }[];
}
interface Address {
  readonly text?: string;
  readonly line?: readonly string[];
  readonly postalCode?: string;
  readonly city?: string;
}
interface AvailableTime {
  readonly daysOfWeek?: readonly string[];
  readonly allDay?: boolean;
  readonly availableStartTime?: string;
  readonly availableEndTime?: string;
}
/** The elements that the pages show; structure was checked when the resources were stored. */
interface Elements {
  readonly active?: boolean;
  readonly type?: readonly Concept[];
  readonly specialty?: readonly Concept[];
  readonly code?: readonly Concept[];
  readonly address?: string | Address | readonly Address[];
  readonly telecom?: readonly { readonly system?: string; readonly value?: string }[];
  readonly identifier?: readonly { readonly system?: string; readonly value?: string }[];
  readonly practitioner?: Reference;
  readonly organization?: Reference;
  readonly partOf?: Reference;
  readonly providedBy?: Reference;
  readonly managingOrganization?: Reference;
  readonly location?: readonly Reference[];
  readonly endpoint?: readonly Reference[];
  readonly availableTime?: readonly AvailableTime[];
  readonly connectionType?: { readonly code?: string; readonly display?: string };
}
interface Reference {
  readonly reference?: string;
  readonly display?: string;
}

/** Names a concept in the language of the reader. */
export type NameOf = (concept: Concept) => string;

/** Professionals by name, each with what he does where; roles that are over, or whose person is not there, are left out. */
export function professionalsOf(
  roles: readonly Resource[],
  around: readonly Resource[],
  nameOf: NameOf,
): readonly ProfessionalLine[] {
  const byId = new Map([...around, ...roles].map((one) => [`${one.resourceType}/${one.id}`, one]));
  const byPerson = Map.groupBy(
    roles.filter((role) => read(role).active !== false),
    (role) => read(role).practitioner?.reference ?? '',
  );
  return [...byPerson]
    .flatMap(([reference, own]) => {
      const person = byId.get(reference);
      if (person === undefined || read(person).active === false) return [];
      return [{ ...personOf(person), roles: own.map((role) => roleOf(role, byId, nameOf)) }];
    })
    .sort((one, other) => one.name.localeCompare(other.name));
}

export function personOf(person: Resource): Omit<ProfessionalLine, 'roles'> {
  return { id: person.id ?? '', name: nameOfResource(person) };
}

function roleOf(role: Resource, byId: ReadonlyMap<string, Resource>, nameOf: NameOf): RoleLine {
  const { specialty = [], code = [], organization, location = [], telecom, availableTime } = read(role);
  const employer = byId.get(organization?.reference ?? '');
  const site = location.map(({ reference }) => byId.get(reference ?? '')).find((one) => one !== undefined);
  const place = addressOf(site) ?? addressOf(employer);
  const phone = phoneOf(telecom) ?? (employer === undefined ? undefined : phoneOf(read(employer).telecom));
  return {
    specialties: (specialty.length > 0 ? specialty : code).map(nameOf).filter((name) => name !== ''),
    ...(employer === undefined ? {} : { organization: { id: employer.id ?? '', name: nameOfResource(employer) } }),
    ...(place === undefined ? {} : { place }),
    ...(phone === undefined ? {} : { phone }),
    hours: hoursOf(availableTime),
  };
}

export function organizationOf(organization: Resource, nameOf: NameOf): OrganizationLine {
  const { type = [], telecom } = read(organization);
  const [kind, address, phone] = [
    type.map(nameOf).find((name) => name !== ''),
    addressOf(organization),
    phoneOf(telecom),
  ];
  return {
    id: organization.id ?? '',
    name: nameOfResource(organization),
    ...(kind === undefined ? {} : { kind }),
    ...(address === undefined ? {} : { address }),
    ...(phone === undefined ? {} : { phone }),
  };
}

export function serviceOf(service: Resource, nameOf: NameOf): OrganizationPage['services'][number] {
  const { type = [], availableTime } = read(service);
  return { name: nameOfResource(service) || (type.map(nameOf)[0] ?? ''), hours: hoursOf(availableTime) };
}

export function endpointOf(endpoint: Resource): OrganizationPage['endpoints'][number] {
  const { connectionType, address } = read(endpoint);
  return {
    name: nameOfResource(endpoint),
    kind: connectionType?.display ?? connectionType?.code ?? '',
    address: typeof address === 'string' ? address : '',
  };
}

export function partOfReference(organization: Resource): string | undefined {
  return read(organization).partOf?.reference;
}

export function identifiersOf(resource: Resource): readonly IdentifierLine[] {
  return (read(resource).identifier ?? []).flatMap(({ system, value }) =>
    system === undefined || value === undefined ? [] : [{ system, value }],
  );
}

function addressOf(resource: Resource | undefined): string | undefined {
  if (resource === undefined) return undefined;
  const { address } = read(resource);
  const first = (Array.isArray(address) ? address[0] : address) as Address | string | undefined;
  if (first === undefined || typeof first === 'string') return undefined;
  const town = [first.postalCode, first.city].filter((part) => part !== undefined).join(' ');
  const written = [...(first.line ?? []), town].filter((part) => part !== '').join(', ');
  return first.text ?? (written === '' ? undefined : written);
}

function phoneOf(telecom: Elements['telecom']): string | undefined {
  return telecom?.find(({ system }) => system === 'phone')?.value;
}

function hoursOf(times: readonly AvailableTime[] | undefined): readonly OpeningHours[] {
  return (times ?? []).map(({ daysOfWeek = [], allDay = false, availableStartTime, availableEndTime }) => ({
    days: daysOfWeek,
    allDay,
    ...(availableStartTime === undefined ? {} : { from: availableStartTime.slice(0, 5) }),
    ...(availableEndTime === undefined ? {} : { to: availableEndTime.slice(0, 5) }),
  }));
}

function read(resource: Resource): Elements {
  return resource as Elements;
}
