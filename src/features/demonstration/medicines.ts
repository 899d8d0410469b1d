import { add, type Chart, concept, localeOf, organization, practitioner, present, type Reference } from './chart.ts';
import { type DoseForm, doseForms, hl7Concept, type Route, routes, type Term } from './terms.ts';

export interface MedicineInput {
  readonly code: Term;
  /** Name with strength and form, as the prescription has it. */
  readonly text: string;
  readonly route: Route;
  /** How the person takes it, in the words of the prescription. */
  readonly directions: string;
  /** Amount per intake: value and UCUM unit. */
  readonly dose?: readonly [value: number, unit: string];
  /** Of what flows, e.g. from a pump: value and UCUM unit. */
  readonly rate?: readonly [value: number, unit: string];
  /** `[frequency, period, unit of the period]`, e.g. `[2, 1, 'd']` twice a day. */
  readonly timing?: readonly [number, number, 'h' | 'd' | 'wk' | 'mo'];
  readonly asNeeded?: boolean;
  readonly from: string;
  readonly to?: string;
  readonly reason?: Reference;
  readonly by: string;
  readonly at: string;
  /** The latest prescription, where the record holds one: its date and how often it may be renewed. */
  readonly prescribed?: readonly [date: string, repeats: number];
  /** Dose form and strength: the product then stands in the record as a Medication that the statement refers to. */
  readonly product?: { readonly form: DoseForm; readonly strength: readonly [value: number, unit: string] };
}

/** A MedicationStatement of what the person takes or took, with the MedicationRequest behind it where there is one. */
export function medicine(chart: Chart, slug: string, input: MedicineInput): Reference {
  const what = medicationOf(chart, input);
  const dosage = [
    present({
      text: input.directions,
      timing: input.timing && {
        repeat: { frequency: input.timing[0], period: input.timing[1], periodUnit: input.timing[2] },
      },
      asNeededBoolean: input.asNeeded,
      route: concept(chart, routes[input.route]),
      doseAndRate: doseAndRate(input),
    }),
  ];
  const request =
    input.prescribed &&
    add(
      chart,
      'MedicationRequest',
      `prescription-${slug}`,
      present({
        status: input.to === undefined ? 'active' : 'completed',
        intent: 'order',
        category: [hl7Concept('medicationrequest-category', 'community')],
        ...what,
        subject: chart.subject,
        authoredOn: input.prescribed[0],
        requester: practitioner(input.by),
        reasonReference: input.reason && [input.reason],
        dosageInstruction: dosage,
        dispenseRequest: {
          validityPeriod: { start: input.prescribed[0], end: yearAfter(input.prescribed[0]) },
          numberOfRepeatsAllowed: input.prescribed[1],
          performer: organization(input.at),
        },
      }),
    );
  return add(
    chart,
    'MedicationStatement',
    `medicine-${slug}`,
    present({
      basedOn: request && [request],
      status: input.to === undefined ? 'active' : 'completed',
      ...what,
      subject: chart.subject,
      effectivePeriod: present({ start: input.from, end: input.to }),
      dateAsserted: input.prescribed?.[0] ?? input.from,
      informationSource: practitioner(input.by),
      reasonReference: input.reason && [input.reason],
      dosage,
    }),
  );
}

/**
 * A code, or a reference to a product of the country's catalogue. A Medication belongs to nobody's record, so that its id
 * must not tell who takes it.
 */
function medicationOf(chart: Chart, input: MedicineInput): Record<string, unknown> {
  const code = concept(chart, input.code, input.text);
  if (input.product === undefined) return { medicationCodeableConcept: code };
  const [value, unit] = input.product.strength;
  const country = chart.patient.slice(0, 2);
  const id = `${country}-medication-${input.code.code.toLowerCase()}-${value}-${input.product.form.toLowerCase()}`;
  chart.products.push({
    resourceType: 'Medication',
    id,
    language: localeOf(chart),
    code,
    form: concept(chart, doseForms[input.product.form]),
    ingredient: [
      {
        itemCodeableConcept: concept(chart, input.code),
        isActive: true,
        strength: { numerator: quantity(value, unit), denominator: quantity(1, '1') },
      },
    ],
  });
  return { medicationReference: { reference: `Medication/${id}`, display: input.text } };
}

function doseAndRate({ dose, rate }: MedicineInput) {
  if (dose === undefined && rate === undefined) return undefined;
  return [
    present({
      doseQuantity: dose && quantity(...dose),
      rateQuantity: rate && quantity(...rate),
    }),
  ];
}

/** An amount in UCUM; `1` counts pieces (tablets, puffs). */
function quantity(value: number, unit: string) {
  return unit === '1'
    ? { value, system: 'http://unitsofmeasure.org', code: '1' }
    : {
        value,
        unit: unit.replace('[IU]', 'UI').replace('ug', 'µg').replace('/d', '/24 h'),
        system: 'http://unitsofmeasure.org',
        code: unit,
      };
}

function yearAfter(date: string): string {
  return `${Number(date.slice(0, 4)) + 1}${date.slice(4)}`;
}
