import type { Resource } from '#fhir';
import type { Activity, SignInDirectory } from '../brokers/contract.ts';
import { linkIdOf } from '../brokers/keep-link.ts';
import type { Account } from '../contract.ts';
import { escaped } from '../match/candidate-searches.ts';
import type { WorkRole } from './contract.ts';

interface Elements extends Resource {
  readonly active?: boolean;
  readonly name?: unknown;
  readonly identifier?: readonly { readonly system?: string; readonly value?: string }[];
  readonly organization?: { readonly reference?: string };
  readonly period?: { readonly start?: string; readonly end?: string };
  readonly code?: readonly { readonly coding?: readonly { readonly system?: string; readonly code?: string }[] }[];
}

const isco = 'urn:oid:2.16.840.1.113883.2.9.6.2.7';
const practitionerRole = 'http://terminology.hl7.org/CodeSystem/practitioner-role';
/** Roles that one practitioner may have. */
const mostRoles = 20;

/**
 * The roles that the directory gives a practitioner (PractitionerRole that is active and in its period, at an Organization
 * that is active), but that of the account itself. A role whose code is not understood is none.
 */
export async function directoryRoles(
  directory: SignInDirectory,
  account: Account,
  now: Date,
): Promise<readonly WorkRole[]> {
  const { practitioner } = account;
  if (account.role !== 'professional' || practitioner === undefined) return [];
  const isNow = (resource: Resource) => isInForce(resource as Elements, now);
  const who = await directory.find('Practitioner', [[['_id', practitioner]]], isNow);
  const found = await directory.find('PractitionerRole', [[['practitioner', `Practitioner/${practitioner}`]]], isNow);
  if (!who.ok || who.value.length !== 1 || !found.ok) return [];
  const roles: WorkRole[] = [];
  for (const resource of found.value.slice(0, mostRoles) as readonly Elements[]) {
    const organization = /^Organization\/([A-Za-z0-9.-]{1,64})$/.exec(resource.organization?.reference ?? '')?.[1];
    const profession = professionOf(resource, account.professional?.hp_professional_role);
    if (organization === undefined || profession === undefined) continue;
    if (organization === account.organization && profession === (account.professional?.hp_professional_role ?? ''))
      continue;
    const place = await directory.find('Organization', [[['_id', organization]]], isNow);
    const [only] = place.ok ? (place.value as readonly Elements[]) : [];
    if (only === undefined) continue;
    roles.push(roleAt(account, practitioner, organization, profession, only));
  }
  return roles;
}

/**
 * Does an account that is a role of the directory stand there still? Any other account stands by what made it. False where
 * the directory does not answer.
 */
export async function standsInDirectory(directory: SignInDirectory, account: Account, now: Date): Promise<boolean> {
  const { practitioner, organization, professional, ...rest } = account;
  if (practitioner === undefined || organization === undefined) return true;
  if (account.id !== accountIdAt(practitioner, organization, professional?.hp_professional_role ?? '')) return true;
  const anywhere = { ...rest, practitioner, ...(professional === undefined ? {} : { professional }) };
  return (await directoryRoles(directory, anywhere, now)).some(({ key }) => key === account.id);
}

function accountIdAt(practitioner: string, organization: string, profession: string): string {
  return linkIdOf({ issuer: 'urn:carnet:directory', subject: practitioner, part: `${profession} ${organization}` });
}

function roleAt(
  { name, language, professional }: Account,
  practitioner: string,
  organization: string,
  profession: string,
  place: Elements,
): WorkRole {
  const called = typeof place.name === 'string' && place.name !== '' ? place.name : organization;
  const identifiers = (place.identifier ?? []).filter(({ value }) => value !== undefined && value !== '');
  const id = accountIdAt(practitioner, organization, profession);
  return {
    key: id,
    place: called,
    ...(profession === '' ? {} : { profession }),
    as: {
      by: 'directory',
      identifiers: identifiers.map(({ system = '', value = '' }) => `${system}|${escaped(value)}`),
      account: {
        id,
        name,
        role: 'professional',
        language,
        practitioner,
        organization,
        ...(professional === undefined
          ? {}
          : {
              professional: {
                ...professional,
                hp_professional_role: profession,
                healthcare_provider_identifier: identifiers[0]?.value ?? organization,
                healthcare_provider_name: called,
              },
            }),
      },
    },
  };
}

function isInForce({ active, period }: Elements, now: Date): boolean {
  const today = now.toISOString();
  const begun = period?.start === undefined || period.start.slice(0, 10) <= today.slice(0, 10);
  return active !== false && begun && (period?.end === undefined || period.end >= today.slice(0, period.end.length));
}

/**
 * The profession of a role: what its code says, or that of the practitioner where it has none. Undefined where a code is not
 * understood, so that nobody becomes another profession by a word that the node does not know.
 */
function professionOf({ code = [] }: Elements, own = ''): string | undefined {
  const codings = code.flatMap(({ coding = [] }) => coding);
  if (codings.length === 0) return own;
  const named = codings.find(({ system }) => system === isco)?.code;
  if (named !== undefined) return /^\d{4}$/.test(named) ? named : undefined;
  switch (codings.find(({ system }) => system === practitionerRole)?.code) {
    case 'doctor':
      return own === '' || own.startsWith('221') ? own : '2211';
    case 'pharmacist':
      return own === '' ? own : '2262';
    case 'nurse':
      return own === '' ? own : '2221';
    default:
      return undefined;
  }
}

/** Is the role at the place of this activity, as far as their identifiers tell? */
export function isAt(role: WorkRole, activity: Activity): boolean {
  const { as: source } = role;
  return (
    source.by === 'directory' &&
    role.profession === activity.professional.hp_professional_role &&
    source.identifiers.some((identifier) => activity.organization.includes(identifier))
  );
}
