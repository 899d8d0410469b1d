import {
  type Analyte,
  type AnalyteName,
  analytes,
  bloodPressure,
  type PanelName,
  panels,
  vitalSigns,
} from './analytes.ts';
import { add, type Chart, concept, moment, organization, practitioner, present, type Reference } from './chart.ts';
import { type Trend, valueAt } from './series.ts';
import { type Concept, hl7Coding, hl7Concept, type Term } from './terms.ts';

export interface LabInput {
  /** Organization that measured. */
  readonly lab: string;
  /** Practitioner who asked and answers for the conclusion. */
  readonly by: string;
  readonly conclusion?: string;
}

/** A laboratory report: a DiagnosticReport and one Observation for each value. */
export function labReport(
  chart: Chart,
  panel: PanelName,
  date: string,
  values: Readonly<Partial<Record<AnalyteName, number>>>,
  input: LabInput,
): Reference {
  const { term, title } = panels[panel];
  const results = (Object.entries(values) as [AnalyteName, number][]).map(([name, value]) =>
    add(
      chart,
      'Observation',
      `${slugOf(name)}-${date}`,
      present({
        status: 'final',
        category: [hl7Concept('observation-category', 'laboratory')],
        code: concept(chart, analytes[name].term),
        subject: chart.subject,
        effectiveDateTime: moment(chart, date, '08:10'),
        issued: moment(chart, date, '16:30'),
        performer: [organization(input.lab)],
        ...measured(analytes[name], value),
      }),
    ),
  );
  return add(
    chart,
    'DiagnosticReport',
    `report-${panel.toLowerCase()}-${date}`,
    present({
      status: 'final',
      category: [{ coding: [hl7Coding('v2-0074', 'LAB')] }],
      code: concept(chart, term, title[chart.language]),
      subject: chart.subject,
      effectiveDateTime: moment(chart, date, '08:10'),
      issued: moment(chart, date, '16:30'),
      performer: [organization(input.lab)],
      resultsInterpreter: [practitioner(input.by)],
      result: results,
      conclusion: input.conclusion,
    }),
  );
}

/** The same report on many dates, each analyte following its trend. */
export function labSeries(
  chart: Chart,
  panel: PanelName,
  dates: readonly string[],
  trends: Readonly<Partial<Record<AnalyteName, Trend>>>,
  input: LabInput,
): void {
  for (const date of dates) {
    const values = Object.fromEntries(
      Object.entries(trends).map(([name, trend]) => [name, valueAt(trend, date, `${chart.patient}|${name}`)]),
    );
    labReport(chart, panel, date, values, input);
  }
}

export interface Vitals {
  readonly weight?: number;
  readonly height?: number;
  readonly headCircumference?: number;
  readonly pressure?: readonly [systolic: number, diastolic: number];
  readonly heartRate?: number;
  readonly temperature?: number;
  readonly saturation?: number;
}

/** Vital signs of one visit; with weight and height also the body mass index. */
export function vitals(chart: Chart, date: string, measures: Vitals, by: string, encounter?: Reference): void {
  const shared = (): Record<string, unknown> =>
    present({
      status: 'final',
      category: [hl7Concept('observation-category', 'vital-signs')],
      subject: chart.subject,
      encounter,
      effectiveDateTime: moment(chart, date, '09:40'),
      performer: [practitioner(by)],
    });
  const { pressure, ...single } = measures;
  const all: Partial<Record<keyof typeof vitalSigns, number>> = { ...single };
  if (single.weight !== undefined && single.height !== undefined) {
    all.bmi = single.weight / (single.height / 100) ** 2;
  }
  for (const [name, value] of Object.entries(all) as [keyof typeof vitalSigns, number][]) {
    add(chart, 'Observation', `${slugOf(name)}-${date}`, {
      ...shared(),
      code: concept(chart, vitalSigns[name].term),
      valueQuantity: amount(vitalSigns[name], value),
    });
  }
  if (pressure !== undefined) {
    add(chart, 'Observation', `pressure-${date}`, {
      ...shared(),
      code: concept(chart, bloodPressure),
      component: [
        component(chart, vitalSigns.systolic, pressure[0]),
        component(chart, vitalSigns.diastolic, pressure[1]),
      ],
    });
  }
}

export interface FindingInput {
  readonly code: Term;
  readonly category: 'social-history' | 'exam' | 'laboratory' | 'survey' | 'imaging';
  readonly on: string;
  readonly value?: Term;
  readonly text?: string;
  readonly date?: string;
  readonly number?: readonly [value: number, ucum: string, name: string];
  readonly integer?: number;
  readonly note?: string;
  readonly members?: readonly Reference[];
  readonly by: string;
}

/** A single Observation whose value is a code, a text, a date or a number. */
export function finding(chart: Chart, slug: string, input: FindingInput): Reference {
  const [value, code, unit] = input.number ?? [];
  return add(
    chart,
    'Observation',
    slug,
    present({
      status: 'final',
      category: [hl7Concept('observation-category', input.category)],
      code: concept(chart, input.code),
      subject: chart.subject,
      effectiveDateTime: input.on,
      performer: [practitioner(input.by)],
      valueCodeableConcept: input.value && concept(chart, input.value),
      valueString: input.text,
      valueDateTime: input.date,
      valueQuantity: input.number && { value, unit, system: 'http://unitsofmeasure.org', code },
      valueInteger: input.integer,
      hasMember: input.members,
      note: input.note === undefined ? undefined : [{ text: input.note }],
    }),
  );
}

function measured(analyte: Analyte, value: number): Record<string, unknown> {
  const shown = amount(analyte, value);
  const { low, high } = analyte;
  const flag = low !== undefined && shown.value < low ? 'L' : high !== undefined && shown.value > high ? 'H' : 'N';
  if (low === undefined && high === undefined) return { valueQuantity: shown };
  const interpretation: Concept = hl7Concept('v3-ObservationInterpretation', flag);
  return {
    valueQuantity: shown,
    interpretation: [interpretation],
    referenceRange: [
      present({
        low: low === undefined ? undefined : amount(analyte, low),
        high: high === undefined ? undefined : amount(analyte, high),
      }),
    ],
  };
}

function component(chart: Chart, analyte: Analyte, value: number) {
  return { code: concept(chart, analyte.term), valueQuantity: amount(analyte, value) };
}

function amount({ unit, unitName, digits }: Analyte, value: number) {
  const rounded = Number(value.toFixed(digits));
  const base = { value: rounded, system: 'http://unitsofmeasure.org', code: unit };
  return unitName === '' ? base : { ...base, unit: unitName };
}

/** `freeT4` -> `free-t4`: ids know no underscores and read better without capitals. */
function slugOf(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
