import { add, type Chart, concept, moment, organization, practitioner, present, type Reference } from './chart.ts';
import { finding } from './results.ts';
import { hl7Coding, hl7Concept, loinc, sct, type Term } from './terms.ts';

/** Kinds of encounters. */
export const visits = {
  consultation: sct('11429006', { fr: 'Consultation', pt: 'Consulta' }),
  checkUp: sct('185349003', { fr: 'Visite de suivi', pt: 'Consulta de seguimento' }),
  firstPrenatal: sct('424441002', { fr: 'Première consultation prénatale', pt: 'Primeira consulta pré-natal' }),
  prenatal: sct('424619006', { fr: 'Consultation prénatale', pt: 'Consulta pré-natal' }),
  emergency: sct('50849002', { fr: 'Passage aux urgences', pt: 'Admissão no serviço de urgência' }),
  stay: sct('32485007', { fr: 'Hospitalisation', pt: 'Internamento hospitalar' }),
} as const satisfies Record<string, Term>;

export interface EncounterInput {
  readonly kind: keyof typeof visits;
  readonly by: string;
  readonly at: string;
  readonly time?: string;
  /** Last day of a stay. */
  readonly until?: string;
  readonly remote?: boolean;
  readonly reason?: string;
  readonly diagnosis?: Reference;
}

const classes = { emergency: 'EMER', stay: 'IMP' } as const;

/** A finished Encounter, by default of twenty minutes in the morning. */
export function encounter(chart: Chart, date: string, input: EncounterInput): Reference {
  const time = input.time ?? '09:30';
  const end =
    input.until === undefined ? moment(chart, date, plusMinutes(time, 20)) : moment(chart, input.until, '11:00');
  const own = input.kind === 'emergency' || input.kind === 'stay' ? classes[input.kind] : undefined;
  return add(
    chart,
    'Encounter',
    `encounter-${date}`,
    present({
      status: 'finished',
      class: hl7Coding('v3-ActCode', own ?? (input.remote ? 'VR' : 'AMB')),
      type: [concept(chart, visits[input.kind])],
      subject: chart.subject,
      participant: [{ individual: practitioner(input.by) }],
      period: { start: moment(chart, date, time), end },
      reasonCode: input.reason === undefined ? undefined : [{ text: input.reason }],
      diagnosis: input.diagnosis && [{ condition: input.diagnosis }],
      serviceProvider: organization(input.at),
    }),
  );
}

function plusMinutes(time: string, minutes: number): string {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const total = hour * 60 + minute + minutes;
  return `${String(Math.floor(total / 60)).padStart(2, '0')}:${String(total % 60).padStart(2, '0')}`;
}

export interface RelativeInput {
  /** v3-RoleCode, e.g. `MTH`. */
  readonly relationship: string;
  readonly name?: string;
  readonly sex: 'male' | 'female';
  readonly born?: string;
  readonly died?: string;
  readonly conditions: readonly {
    readonly code: Term | readonly Term[];
    readonly onset?: string;
    readonly note?: string;
  }[];
  readonly recorded: string;
}

/** A FamilyMemberHistory. */
export function familyHistory(chart: Chart, slug: string, input: RelativeInput): Reference {
  return add(
    chart,
    'FamilyMemberHistory',
    `family-${slug}`,
    present({
      status: 'completed',
      patient: chart.subject,
      date: input.recorded,
      name: input.name,
      relationship: hl7Concept('v3-RoleCode', input.relationship),
      sex: { coding: [{ system: 'http://hl7.org/fhir/administrative-gender', code: input.sex }] },
      bornString: input.born,
      deceasedString: input.died,
      condition: input.conditions.map(({ code, onset, note }) =>
        present({
          code: concept(chart, code),
          onsetString: onset,
          note: note === undefined ? undefined : [{ text: note }],
        }),
      ),
    }),
  );
}

export interface GoalInput {
  readonly text: string;
  readonly start: string;
  readonly due?: string;
  readonly measure?: Term;
  readonly atMost?: readonly [value: number, ucum: string, name: string];
  readonly addresses?: Reference;
  readonly achieved?: 'in-progress' | 'achieved' | 'improving' | 'sustaining';
}

/** An active Goal. */
export function goal(chart: Chart, slug: string, input: GoalInput): Reference {
  const [value, code, unit] = input.atMost ?? [];
  return add(
    chart,
    'Goal',
    `goal-${slug}`,
    present({
      lifecycleStatus: 'active',
      achievementStatus: hl7Concept('goal-achievement', input.achieved ?? 'in-progress'),
      description: { text: input.text },
      subject: chart.subject,
      startDate: input.start,
      target:
        input.measure === undefined
          ? undefined
          : [
              present({
                measure: concept(chart, input.measure),
                detailQuantity: input.atMost && {
                  value,
                  comparator: '<=',
                  unit,
                  system: 'http://unitsofmeasure.org',
                  code,
                },
                dueDate: input.due,
              }),
            ],
      addresses: input.addresses && [input.addresses],
    }),
  );
}

export interface PlanInput {
  readonly title: string;
  readonly description: string;
  readonly category: Term;
  readonly from: string;
  readonly to?: string;
  readonly by: string;
  readonly addresses: readonly Reference[];
  readonly goals?: readonly Reference[];
  readonly activities: readonly {
    readonly text: string;
    readonly when?: string;
    readonly status?: 'scheduled' | 'in-progress';
  }[];
}

/** An active CarePlan with its activities in words. */
export function carePlan(chart: Chart, slug: string, input: PlanInput): Reference {
  return add(
    chart,
    'CarePlan',
    `plan-${slug}`,
    present({
      status: 'active',
      intent: 'plan',
      category: [concept(chart, input.category)],
      title: input.title,
      description: input.description,
      subject: chart.subject,
      period: present({ start: input.from, end: input.to }),
      created: input.from,
      author: practitioner(input.by),
      addresses: input.addresses,
      goal: input.goals,
      activity: input.activities.map(({ text, when, status }) => ({
        detail: present({ status: status ?? 'in-progress', description: text, scheduledString: when }),
      })),
    }),
  );
}

export interface PregnancyInput {
  readonly recorded: string;
  readonly lastPeriod: string;
  /** Estimated date of delivery. */
  readonly due: string;
  readonly pregnancies: number;
  readonly births: number;
  readonly by: string;
}

/** A pregnancy now: status, last period, estimated delivery, pregnancies and births before (IPS, history of pregnancy). */
export function pregnancy(chart: Chart, input: PregnancyInput): Reference {
  const shared = { category: 'social-history', on: input.recorded, by: input.by } as const;
  const due = finding(chart, 'pregnancy-due', {
    ...shared,
    code: loinc('11778-8', { fr: 'Date prévue d’accouchement', pt: 'Data prevista do parto' }),
    date: input.due,
  });
  finding(chart, 'pregnancy-last-period', {
    ...shared,
    code: loinc('8665-2', { fr: 'Date des dernières règles', pt: 'Data da última menstruação' }),
    date: input.lastPeriod,
  });
  finding(chart, 'pregnancy-count', {
    ...shared,
    code: loinc('11996-6', { fr: 'Nombre de grossesses', pt: 'Número de gestações' }),
    integer: input.pregnancies,
  });
  finding(chart, 'pregnancy-births', {
    ...shared,
    code: loinc('11636-8', { fr: 'Naissances vivantes', pt: 'Nados-vivos' }),
    integer: input.births,
  });
  return finding(chart, 'pregnancy-status', {
    ...shared,
    code: loinc('82810-3', { fr: 'État de grossesse', pt: 'Estado de gravidez' }),
    value: sct('77386006', { fr: 'Enceinte', pt: 'Grávida' }),
    members: [due],
  });
}

export interface SocialInput {
  readonly on: string;
  readonly smoking: 'never' | 'former' | 'current';
  readonly smokingNote?: string;
  readonly drinksPerDay?: number;
  readonly occupation?: string;
  readonly by: string;
}

const smoking = {
  never: sct('266919005', { fr: 'N’a jamais fumé', pt: 'Nunca fumou' }),
  former: sct('8517006', { fr: 'Ancien fumeur', pt: 'Ex-fumador' }),
  current: sct('77176002', { fr: 'Fumeur', pt: 'Fumador' }),
} as const;

/** Tobacco, alcohol and occupation. */
export function socialHistory(chart: Chart, input: SocialInput): void {
  const shared = { category: 'social-history', on: input.on, by: input.by } as const;
  finding(chart, 'smoking', {
    ...shared,
    code: loinc('72166-2', { fr: 'Statut tabagique', pt: 'Hábitos tabágicos' }),
    value: smoking[input.smoking],
    ...(input.smokingNote === undefined ? {} : { note: input.smokingNote }),
  });
  if (input.drinksPerDay !== undefined) {
    finding(chart, 'alcohol', {
      ...shared,
      code: loinc('74013-4', { fr: 'Verres d’alcool par jour', pt: 'Bebidas alcoólicas por dia' }),
      number: [input.drinksPerDay, '{drinks}/d', chart.language === 'fr' ? 'verres/jour' : 'bebidas/dia'],
    });
  }
  if (input.occupation !== undefined) {
    finding(chart, 'occupation', {
      ...shared,
      code: loinc('11341-5', { fr: 'Profession', pt: 'Profissão' }),
      text: input.occupation,
    });
  }
}

export interface DocumentInput {
  readonly type: Term;
  readonly title: string;
  readonly date: string;
  readonly by: string;
  readonly at: string;
  readonly text: string;
}

/** A DocumentReference that carries a letter as plain text. */
export function letter(chart: Chart, slug: string, input: DocumentInput): Reference {
  const bytes = Buffer.from(input.text, 'utf8');
  return add(chart, 'DocumentReference', `document-${slug}`, {
    status: 'current',
    docStatus: 'final',
    type: concept(chart, input.type),
    subject: chart.subject,
    date: moment(chart, input.date, '17:00'),
    author: [practitioner(input.by)],
    custodian: organization(input.at),
    description: input.title,
    content: [
      {
        attachment: {
          contentType: 'text/plain; charset=utf-8',
          language: chart.language,
          data: bytes.toString('base64'),
          size: bytes.length,
          title: input.title,
          creation: input.date,
        },
      },
    ],
  });
}

/** A RelatedPerson: somebody of the family or trust, by v3-RoleCode. */
export function relative(
  chart: Chart,
  slug: string,
  input: { readonly relationship: string; readonly family: string; readonly given: string; readonly phone?: string },
): Reference {
  return add(
    chart,
    'RelatedPerson',
    `related-${slug}`,
    present({
      active: true,
      patient: chart.subject,
      relationship: [hl7Concept('v3-RoleCode', input.relationship)],
      name: [{ text: `${input.given} ${input.family}`, family: input.family, given: [input.given] }],
      telecom: input.phone === undefined ? undefined : [{ system: 'phone', value: input.phone, use: 'mobile' }],
    }),
  );
}

/** An active CareTeam (cercle de soins) of practitioners and organisations. */
export function careTeam(
  chart: Chart,
  slug: string,
  input: {
    readonly name: string;
    readonly from: string;
    readonly practitioners: readonly string[];
    readonly organizations?: readonly string[];
  },
): Reference {
  return add(chart, 'CareTeam', `team-${slug}`, {
    status: 'active',
    name: input.name,
    subject: chart.subject,
    period: { start: input.from },
    participant: [
      ...input.practitioners.map((id) => ({ member: practitioner(id) })),
      ...(input.organizations ?? []).map((id) => ({ member: organization(id) })),
    ],
  });
}
