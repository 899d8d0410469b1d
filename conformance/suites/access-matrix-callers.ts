import type { Caller } from '#identity';
import { newTraceId } from '#kernel';
import { type Person, persons } from './access-matrix-pieces.ts';
import { type Kind, kinds, type Purpose } from './access-matrix-table.ts';

export const now = '2026-11-22T10:00:00.000Z';
const day = 86_400_000;
/** So many days from now. */
export const at = (days: number) => new Date(Date.parse(now) + days * day);

function callerAs(fields: Partial<Caller> & Pick<Caller, 'role'>): Omit<Caller, 'purpose'> {
  const base = { name: 'Somebody', country: 'FR', client: 'test', traceId: newTraceId(), proxyFor: [] };
  const { purpose: _, ...rest } = fields;
  return { ...base, subject: 'somebody', ...rest };
}

const pharmacist = (country: string) => ({
  family_name: 'P',
  given_name: 'P',
  country_code: country,
  hp_identifier: '1',
  issuing_authority_name: 'A',
  hp_professional_role: '2262',
  healthcare_provider_identifier: '2',
  healthcare_provider_name: 'Pharmacy',
});
const grants = (from: number, to: number | undefined): Pick<Caller, 'proxyFor'> => ({
  proxyFor: persons.map(({ id }) => ({
    patient: id,
    origin: 'mandate' as const,
    from: at(from),
    ...(to === undefined ? {} : { to: at(to) }),
  })),
});
const professional = (organization: string, practitioner: string, more: Partial<Caller> = {}) =>
  callerAs({ role: 'professional', organization, practitioner, ...more });

/** Each kind as a caller; of `herself` one for each person. */
const callers: Readonly<Record<string, (person: Person) => Omit<Caller, 'purpose'>>> = {
  herself: ({ id }) => callerAs({ role: 'citizen', patient: id, subject: `account-of-${id}` }),
  proxy: () => callerAs({ role: 'citizen', patient: 'someone', ...grants(-30, 30) }),
  'proxy whose time is over': () => callerAs({ role: 'citizen', patient: 'someone', ...grants(-30, -1) }),
  'proxy whose time has not come': () => callerAs({ role: 'citizen', patient: 'someone', ...grants(1, undefined) }),
  'another citizen': () => callerAs({ role: 'citizen', patient: 'someone' }),
  'doctor of the organisation that treats her': () => professional('org-park', 'colleague'),
  'doctor who treats her himself': () => professional('org-own', 'own'),
  'doctor who treated her until last month': () => professional('org-former', 'former'),
  'doctor who will treat her next month': () => professional('org-coming', 'coming'),
  'doctor of her doctor’s organisation, where the relation is personal': () => professional('org-own', 'other'),
  'doctor who does not treat her': () => professional('org-far', 'far'),
  'pharmacist of the pharmacy that treats her': () =>
    professional('pharmacy', 'dispenser', { professional: pharmacist('FR') }),
  'pharmacist who does not treat her': () =>
    professional('pharmacy-far', 'far-dispenser', { professional: pharmacist('FR') }),
  'doctor in an emergency': () => professional('org-far', 'urgent'),
  'doctor of her organisation, in an emergency': () => professional('org-park', 'urgent-here'),
  'doctor whose emergency is over': () => professional('org-far', 'was-urgent'),
  'pharmacist in an emergency': () =>
    professional('pharmacy-far', 'urgent-dispenser', { professional: pharmacist('FR') }),
  'doctor of another country at this node': () => professional('org-park', 'own', { country: 'PT' }),
  'doctor abroad': () => callerAs({ role: 'foreign-professional', country: 'PT' }),
  'pharmacist abroad': () => callerAs({ role: 'foreign-professional', country: 'PT', professional: pharmacist('PT') }),
  administrator: () => callerAs({ role: 'administrator' }),
  backend: () => callerAs({ role: 'backend' }),
};

export function callerOf(kind: Kind, purpose: Purpose, person: Person): Caller {
  const make = callers[kind.name];
  if (make === undefined) throw new Error(`Nobody is ${kind.name}`);
  return { ...make(person), purpose, subject: `${kind.name} ${make(person).patient ?? ''}` };
}

export const importer = callerOf(kinds.find(({ name }) => name === 'backend') as Kind, 'HOPERAT', persons[0] as Person);
