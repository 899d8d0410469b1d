import type { DerivedRelations } from '#access';
import type { Resource } from '#fhir';
import type { Caller } from '#identity';
import { type CareRelationRules, careRelationRulesOf } from './care-relation-rules.ts';

/** Of a PractitionerRole: who it is, and where. */
export interface RoleOfPractitioner {
  readonly practitioner?: string;
  readonly organization?: string;
}

type Relation = DerivedRelations['relations'][number];
type Whom = Pick<Relation, 'organization' | 'practitioner'>;
interface Span {
  readonly begins: Date;
  readonly from: Date;
  readonly to?: Date;
}

interface Reference {
  readonly reference?: unknown;
}
interface Period {
  readonly start?: unknown;
  readonly end?: unknown;
}

/** Types of resources that say who treats the person whose record they are part of. */
export const relationTypes: ReadonlySet<string> = new Set(['Appointment', 'CareTeam', 'Encounter']);

const mostMembers = 50;
const stayStatuses = new Set(['planned', 'arrived', 'triaged', 'in-progress', 'onleave', 'finished']);
const appointmentStatuses = new Set(['booked', 'arrived', 'checked-in', 'fulfilled', 'waitlist']);

/** The PractitionerRoles to look up before `relationsIn` can answer. */
export function rolesNamedIn(resource: Resource): readonly string[] {
  return membersOf(resource).flatMap(({ type, id }) => (type === 'PractitionerRole' ? [id] : []));
}

/**
 * Whom a resource makes treat the person, and when: an Encounter its organisation and practitioners, an Appointment its
 * practitioners, a CareTeam its members. What is over already makes nobody. What a professional writes has a horizon: he
 * cannot let himself, or others, into a record for ever.
 */
export function relationsIn(
  resource: Resource,
  roles: ReadonlyMap<string, RoleOfPractitioner>,
  caller: Pick<Caller, 'role' | 'country'>,
  now: Date,
): readonly Relation[] {
  const rules = careRelationRulesOf(caller.country);
  const told = tellers[resource.resourceType]?.(resource, rules);
  // Who treats a person is hers to say by a choice, not by an entry in her record.
  if (told === undefined || (caller.role !== 'backend' && caller.role !== 'professional')) return [];
  const end = caller.role === 'backend' ? told.to : earliest(told.to, new Date(now.getTime() + rules.horizon));
  if (end !== undefined && (end <= now || end <= told.from)) return [];
  const origin = ({ Appointment: 'appointment', CareTeam: 'team', Encounter: 'stay' } as const)[
    resource.resourceType as 'Appointment' | 'CareTeam' | 'Encounter'
  ];
  const host = hostOf(resource);
  const relations = membersOf(resource)
    .slice(0, mostMembers)
    .flatMap(({ type, id, left }) => {
      const to = left === undefined ? end : earliest(end, left);
      if (to !== undefined && to <= now) return [];
      const span = { origin, begins: told.begins, from: told.from, ...(to === undefined ? {} : { to }) };
      return whomOf(type, id, roles, host).map((whom) => ({ ...whom, ...span }));
    });
  const once = new Map(relations.map((one) => [`${one.organization} ${one.practitioner ?? ''}`, one]));
  return [...once.values()];
}

const tellers: Readonly<Record<string, (resource: Resource, rules: CareRelationRules) => Span | undefined>> = {
  Encounter(resource, { classes, stay }) {
    const { status, class: kind, period } = resource as Resource & { class?: { code?: unknown }; period?: Period };
    if (!stayStatuses.has(String(status)) || !classes.has(String(kind?.code))) return undefined;
    const start = instantOf(period?.start);
    if (start === undefined) return undefined;
    // Over without an end: it lasted no longer than the moment that is known.
    const end = instantOf(period?.end) ?? (status === 'finished' ? start : undefined);
    return spanOf(start, end, stay);
  },
  Appointment(resource, { appointment }) {
    const { status, start: begins, end } = resource as Resource & Period;
    const start = instantOf(begins);
    if (!appointmentStatuses.has(String(status)) || start === undefined) return undefined;
    return spanOf(start, instantOf(end) ?? new Date(start.getTime() + appointment.lasts), appointment);
  },
  CareTeam(resource) {
    const { status, period } = resource as Resource & { period?: Period };
    const start = instantOf(period?.start);
    if (status !== 'active' || start === undefined) return undefined;
    return spanOf(start, instantOf(period?.end), { before: 0, after: 0 });
  },
};

function spanOf(start: Date, end: Date | undefined, margin: { readonly before: number; readonly after: number }): Span {
  return {
    begins: start,
    from: new Date(start.getTime() - margin.before),
    ...(end === undefined ? {} : { to: new Date(end.getTime() + margin.after) }),
  };
}

interface Member {
  readonly type: string;
  readonly id: string;
  /** When he leaves before all end. */
  readonly left?: Date;
}

/** Practitioners, PractitionerRoles and Organizations that the resource names as taking part. */
function membersOf(resource: Resource): readonly Member[] {
  const { resourceType, serviceProvider, managingOrganization } = resource;
  const participants = listOf(resource.participant) as readonly {
    readonly individual?: Reference;
    readonly actor?: Reference;
    readonly member?: Reference;
    readonly status?: unknown;
    readonly period?: Period;
  }[];
  switch (resourceType) {
    case 'Encounter':
      return [...referenced(serviceProvider), ...participants.flatMap(({ individual }) => referenced(individual))];
    case 'Appointment':
      return participants.flatMap(({ actor, status }) => (status === 'declined' ? [] : referenced(actor)));
    case 'CareTeam':
      return [
        ...listOf(managingOrganization).flatMap(referenced),
        ...participants.flatMap(({ member, period }) => {
          const left = instantOf(period?.end);
          return referenced(member).map((one) => (left === undefined ? one : { ...one, left }));
        }),
      ];
    default:
      return [];
  }
}

function whomOf(
  type: string,
  id: string,
  roles: ReadonlyMap<string, RoleOfPractitioner>,
  host: string | undefined,
): readonly Whom[] {
  if (type === 'Organization') return [{ organization: id }];
  if (type === 'Practitioner') return [{ organization: host ?? '', practitioner: id }];
  const role = roles.get(id);
  if (role?.practitioner !== undefined) {
    return [{ organization: role.organization ?? host ?? '', practitioner: role.practitioner }];
  }
  return role?.organization === undefined ? [] : [{ organization: role.organization }];
}

/** Where those who are named without an organisation act. */
function hostOf({ serviceProvider, managingOrganization }: Resource): string | undefined {
  return [serviceProvider, ...listOf(managingOrganization)].flatMap(referenced)[0]?.id;
}

const memberForm = /^(Practitioner|PractitionerRole|Organization)\/([A-Za-z0-9\-.]{1,64})$/;

function referenced(value: unknown): readonly Member[] {
  const { reference } = (value ?? {}) as Reference;
  const [, type, id] = typeof reference === 'string' ? (memberForm.exec(reference) ?? []) : [];
  return type === undefined || id === undefined ? [] : [{ type, id }];
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A FHIR dateTime or instant; of one without a time the beginning of the day in UTC. */
function instantOf(value: unknown): Date | undefined {
  if (typeof value !== 'string' || !/^\d{4}(-\d{2}(-\d{2}(T.+)?)?)?$/.test(value)) return undefined;
  const at = new Date(value);
  return Number.isNaN(at.getTime()) ? undefined : at;
}

function earliest(one: Date | undefined, other: Date): Date {
  return one === undefined || other < one ? other : one;
}
