import { type CareCategory, careCategoryOf, type Resource } from '#fhir';
import { codesAt, dateOf, elementAt, elementsAt, endOf, momentOf, numberAt, textAt } from './element.ts';
import { isNilCode, type SectionKey } from './sections.ts';

/** How much of a long record a summary carries. */
const most = {
  resultsPerCode: 3,
  vitalSignsPerCode: 2,
  reportsPerCode: 1,
  proceduresPerCode: 3,
  perSection: 200,
} as const;

const day = 86_400_000;
/** A pregnancy is over by then, whatever the record still says. */
const longestPregnancy = 301 * day;

/** The types that sections of a summary have entries of. */
export const sectionTypes = [
  'AllergyIntolerance',
  'CarePlan',
  'Condition',
  'Device',
  'DeviceUseStatement',
  'DiagnosticReport',
  'Immunization',
  'MedicationRequest',
  'MedicationStatement',
  'Observation',
  'Procedure',
] as const;

/**
 * What of a record belongs into each section of a summary, newest first. `asOf` is the moment by which "current" is
 * judged. Nothing that was entered in error belongs anywhere.
 */
export function selectEntries(
  resources: readonly Resource[],
  asOf: number,
): Readonly<Record<SectionKey, readonly Resource[]>> {
  const byType = Map.groupBy([...resources].sort(byAddress), (resource) => resource.resourceType);
  const ofType = (type: (typeof sectionTypes)[number]) => byType.get(type) ?? [];
  const conditions = ofType('Condition').filter(isBelieved);
  const observations = Map.groupBy(ofType('Observation').filter(isReported), (one) => careCategoryOf(one));
  const inCategory = (category: CareCategory) => observations.get(category) ?? [];

  return {
    problems: withoutNil(conditions.filter(isActiveCondition)),
    history: bounded(conditions.filter((one) => !isActiveCondition(one) && !isNil(one))),
    allergies: gravestFirst(withoutNil(ofType('AllergyIntolerance').filter(isBelieved).filter(isActiveAllergy))),
    medicines: withoutNil(currentMedicines(ofType('MedicationStatement'), ofType('MedicationRequest'), asOf)),
    vaccinations: bounded(ofType('Immunization').filter((one) => one.status === 'completed')),
    results: bounded([
      ...newestPerCode(ofType('DiagnosticReport').filter(isConcludedReport), most.reportsPerCode),
      ...withValue(newestPerCode(inCategory('results'), most.resultsPerCode)),
    ]),
    vitalSigns: bounded(withValue(newestPerCode(inCategory('vital-signs'), most.vitalSignsPerCode))),
    procedures: bounded(
      newestPerCode(
        ofType('Procedure').filter((one) => one.status === 'completed'),
        most.proceduresPerCode,
      ),
    ),
    devices: bounded(devicesInUse(ofType('DeviceUseStatement'), ofType('Device'), asOf)),
    pregnancy: bounded(pregnancyObservations(inCategory('pregnancy'), asOf)),
    socialHistory: bounded(withValue(newestPerCode(inCategory('social-history'), 1))),
    plan: bounded(ofType('CarePlan').filter((one) => isCurrentPlan(one) && !isOver(one, 'period', asOf))),
  };
}

/** Goals that are being pursued; a plan brings them along. */
export function isPursuedGoal(goal: Resource): boolean {
  return ['accepted', 'active', 'planned', 'on-hold'].includes(String(goal.lifecycleStatus));
}

/** Something that others refer to, and that the record does not disown. */
export function isUsable(resource: Resource): boolean {
  return resource.status !== 'entered-in-error' && resource.lifecycleStatus !== 'entered-in-error';
}

function byAddress(a: Resource, b: Resource): number {
  return order(a.resourceType, b.resourceType) || order(a.id ?? '', b.id ?? '');
}

// Code units, not a locale: the order is the same on every machine.
function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function bounded(entries: readonly Resource[]): readonly Resource[] {
  return newestFirst(entries).slice(0, most.perSection);
}

interface Dated {
  readonly one: Resource;
  /** Milliseconds since 1970 UTC; what has no date is older than everything else. */
  readonly at: number;
}

function withDate(one: Resource): Dated {
  return { one, at: momentOf(dateOf(one)) ?? Number.NEGATIVE_INFINITY };
}

function newerFirst(a: Dated, b: Dated): number {
  return a.at === b.at ? byAddress(a.one, b.one) : b.at - a.at;
}

function newestFirst(entries: readonly Resource[]): readonly Resource[] {
  return entries
    .map(withDate)
    .sort(newerFirst)
    .map(({ one }) => one);
}

/** `no known allergies` stands only where it is the whole story. */
function withoutNil(entries: readonly Resource[]): readonly Resource[] {
  const real = entries.filter((one) => !isNil(one));
  return real.length > 0 ? bounded(real) : newestFirst(entries).slice(0, 1);
}

function isNil(resource: Resource): boolean {
  return [...codesAt(resource, 'code'), ...codesAt(resource, 'medicationCodeableConcept')].some(isNilCode);
}

function isBelieved(resource: Resource): boolean {
  const verification = codesAt(resource, 'verificationStatus');
  return !verification.includes('entered-in-error') && !verification.includes('refuted');
}

function isActiveCondition(condition: Resource): boolean {
  const [status] = codesAt(condition, 'clinicalStatus');
  if (status === undefined) return !Object.keys(condition).some((name) => name.startsWith('abatement'));
  return status === 'active' || status === 'recurrence' || status === 'relapse';
}

function isActiveAllergy(allergy: Resource): boolean {
  const [status] = codesAt(allergy, 'clinicalStatus');
  return status === undefined || status === 'active';
}

function gravestFirst(allergies: readonly Resource[]): readonly Resource[] {
  return allergies.toSorted((a, b) => Number(b.criticality === 'high') - Number(a.criticality === 'high'));
}

/**
 * What the person takes, or pauses. Where a statement says that it rests on a prescription, the statement alone tells.
 */
function currentMedicines(
  statements: readonly Resource[],
  requests: readonly Resource[],
  asOf: number,
): readonly Resource[] {
  const taken = statements.filter((one) => isActiveOrPaused(one) && !isOver(one, 'effectivePeriod', asOf));
  const told = new Set(
    statements
      .flatMap((one) => [...elementsAt(one, 'basedOn'), ...elementsAt(one, 'derivedFrom')])
      .map((reference) => textAt(reference, 'reference')),
  );
  const prescribed = requests.filter(
    (one) =>
      isActiveOrPaused(one) &&
      one.intent !== 'proposal' &&
      one.intent !== 'option' &&
      one.doNotPerform !== true &&
      !told.has(`MedicationRequest/${one.id}`) &&
      !isDosageOver(one, asOf),
  );
  return [...taken, ...prescribed];
}

function isActiveOrPaused({ status }: Resource): boolean {
  return status === 'active' || status === 'on-hold';
}

function isOver(resource: Resource, period: string, asOf: number): boolean {
  const end = endOf(elementAt(resource, period)?.end);
  return end !== undefined && end <= asOf;
}

function isDosageOver(request: Resource, asOf: number): boolean {
  const dosages = elementsAt(request, 'dosageInstruction');
  return (
    dosages.length > 0 &&
    dosages.every((dosage) => {
      const bounds = elementAt(elementAt(elementAt(dosage, 'timing'), 'repeat'), 'boundsPeriod');
      const end = endOf(bounds?.end);
      return end !== undefined && end <= asOf;
    })
  );
}

function isReported({ status }: Resource): boolean {
  return status === 'final' || status === 'amended' || status === 'corrected';
}

/** A report that says more than the results it gathers. */
function isConcludedReport(report: Resource): boolean {
  return (
    isReported(report) && (textAt(report, 'conclusion') !== undefined || codesAt(report, 'conclusionCode').length > 0)
  );
}

/** The newest `count` of each code, newest first. */
function newestPerCode(entries: readonly Resource[], count: number): readonly Resource[] {
  const best = new Map<string, Dated[]>();
  for (const one of entries) {
    const dated = withDate(one);
    const key = codeKey(one);
    const kept = best.get(key);
    if (kept === undefined) best.set(key, [dated]);
    else keepNewest(kept, dated, count);
  }
  return newestFirst([...best.values()].flatMap((kept) => kept.map(({ one }) => one)));
}

/** Puts an entry in its place among those kept, which are newest first; of too many the oldest goes. */
function keepNewest(kept: Dated[], dated: Dated, count: number): void {
  const at = kept.findIndex((other) => newerFirst(dated, other) < 0);
  if (at === -1) kept.push(dated);
  else kept.splice(at, 0, dated);
  if (kept.length > count) kept.pop();
}

function codeKey(resource: Resource): string {
  const code = elementAt(resource, 'code');
  const coding = elementsAt(code, 'coding').find((one) => textAt(one, 'code') !== undefined);
  if (coding !== undefined) return `${textAt(coding, 'system') ?? ''}|${textAt(coding, 'code')}`;
  return textAt(code, 'text') ?? `${resource.resourceType}/${resource.id}`;
}

/** Observations that say something themselves, and panels of which a member is among them. */
function withValue(entries: readonly Resource[]): readonly Resource[] {
  const present = new Set(entries.map((one) => `Observation/${one.id}`));
  return entries.filter(
    (one) =>
      Object.keys(one).some((name) => /^_?value[A-Z]/.test(name)) ||
      one.dataAbsentReason !== undefined ||
      elementsAt(one, 'component').length > 0 ||
      elementsAt(one, 'hasMember').some((member) => present.has(textAt(member, 'reference') ?? '')),
  );
}

/** Devices of which no statement speaks count as used while they are active themselves. */
function devicesInUse(
  statements: readonly Resource[],
  devices: readonly Resource[],
  asOf: number,
): readonly Resource[] {
  const known = new Set(devices.map((one) => `Device/${one.id}`));
  const spokenOf = new Set(statements.map((one) => textAt(elementAt(one, 'device'), 'reference')));
  const disowned = new Set(devices.filter((one) => !isUsable(one)).map((one) => `Device/${one.id}`));
  const used = statements.filter((one) => {
    const reference = textAt(elementAt(one, 'device'), 'reference') ?? '';
    return (
      isActiveOrPaused(one) &&
      !isOver(one, 'timingPeriod', asOf) &&
      !disowned.has(reference) &&
      (known.has(reference) || textAt(elementAt(one, 'device'), 'display') !== undefined)
    );
  });
  const alone = devices
    .filter((one) => careCategoryOf(one) === 'devices' && !spokenOf.has(`Device/${one.id}`))
    .filter((one) => one.status === undefined || one.status === 'active')
    .map(statementFor);
  return [...used, ...alone];
}

function statementFor(device: Resource): Resource {
  return {
    resourceType: 'DeviceUseStatement',
    id: `of-${device.id}`,
    ...(device.meta !== undefined && { meta: device.meta }),
    ...(device.language !== undefined && { language: device.language }),
    status: 'active',
    subject: device.patient,
    device: { reference: `Device/${device.id}` },
  };
}

const pregnancyStatus = '82810-3';
const dueDates: ReadonlySet<string> = new Set(['11778-8', '11779-6', '11780-4', '57063-3']);
const duringPregnancy: ReadonlySet<string> = new Set(['8665-2', '11884-4', '11885-1', '18185-9', '49051-6']);
const isPregnant: ReadonlySet<string> = new Set(['LA15173-0', '77386006']);

/** The newest status; while it says pregnant, what is known of this pregnancy; and the counts of former ones. */
function pregnancyObservations(observations: readonly Resource[], asOf: number): readonly Resource[] {
  const newest = withValue(newestPerCode(observations, 1));
  const has = (one: Resource, codes: ReadonlySet<string>) => codesAt(one, 'code').some((code) => codes.has(code));
  const status = newest.find((one) => has(one, new Set([pregnancyStatus])));
  const recorded = status === undefined ? undefined : momentOf(dateOf(status));
  const pregnant =
    status !== undefined &&
    codesAt(status, 'valueCodeableConcept').some((code) => isPregnant.has(code)) &&
    (recorded === undefined || recorded + longestPregnancy > asOf);
  return newest.filter((one) => {
    if (one === status) return pregnant || !codesAt(one, 'valueCodeableConcept').some((code) => isPregnant.has(code));
    if (has(one, dueDates) || has(one, duringPregnancy)) return pregnant;
    return !isOfOnePregnancy(one) || pregnant;
  });
}

// Counts (births, pregnancies, ...) are numbers without a unit; everything else belongs to one pregnancy.
function isOfOnePregnancy(observation: Resource): boolean {
  const quantity = elementAt(observation, 'valueQuantity');
  return (
    observation.valueInteger === undefined && (quantity === undefined || numberAt(quantity, 'value') === undefined)
  );
}

function isCurrentPlan(plan: Resource): boolean {
  return isActiveOrPaused(plan) && plan.intent !== 'proposal' && plan.intent !== 'option';
}
