import { ownAuthorOf, type Resource } from '#fhir';
import type { DocumentBundle, EntryView, SectionView, SummaryView, ViewOptions } from './contract.ts';
import {
  describeAllergy,
  describeAnything,
  describeCondition,
  describeGoal,
  describeObservation,
  describePlan,
  describeProcedure,
  describeReport,
} from './describe-findings.ts';
import { describeDeviceUse, describeMedicine, describeVaccination } from './describe-treatments.ts';
import { codesAt, dateOf, type Element, elementAt, elementsAt, textAt } from './element.ts';
import { type Describe, type Describing, describingFor, nameOf } from './entry-description.ts';
import { formatsOf, whenOf } from './formats.ts';
import { patientView } from './patient-view.ts';
import { plainTextOf } from './plain-text.ts';
import { isNoInformationCode, loinc, sections } from './sections.ts';
import { freeText, termOf } from './term.ts';
import { wordsOf } from './words.ts';

const describeByType: ReadonlyMap<string, Describe> = new Map([
  ['AllergyIntolerance', describeAllergy],
  ['CarePlan', describePlan],
  ['Condition', describeCondition],
  ['DeviceUseStatement', describeDeviceUse],
  ['DiagnosticReport', describeReport],
  ['Goal', describeGoal],
  ['Immunization', describeVaccination],
  ['MedicationAdministration', describeMedicine],
  ['MedicationRequest', describeMedicine],
  ['MedicationStatement', describeMedicine],
  ['Observation', describeObservation],
  ['Procedure', describeProcedure],
]);

/**
 * A document as pages show it, in the reader's language. It reads documents of any origin: what is missing or has another
 * form than R4 gives it is passed over.
 */
export function summaryView(document: DocumentBundle, options: ViewOptions): SummaryView {
  const formats = formatsOf(options.language);
  const words = wordsOf(options.language);
  const composition = document.entry[0]?.resource;
  const byAddress = addresses(document);
  const describing: Describing = {
    reading: options,
    formats,
    words,
    resolve: (reference) => byAddress.get(textAt(reference, 'reference') ?? ''),
  };
  const subject = describing.resolve(elementAt(composition, 'subject'));
  const patient = subject ?? document.entry.find(({ resource }) => resource?.resourceType === 'Patient')?.resource;
  const instant = textAt(composition, 'date') ?? textAt(document, 'timestamp') ?? '';
  const custodian =
    nameOf(elementAt(composition, 'custodian'), describing) ?? nameOf(elementsAt(composition, 'author')[0], describing);
  return {
    language: options.language,
    title: isSummary(composition) ? words.summary : (textAt(composition, 'title') ?? words.summary),
    date: formats.dateTime(instant) ?? '',
    instant,
    ...(custodian !== undefined && { custodian: custodian.text }),
    patient: patientView(patient, describing),
    sections: elementsAt(composition, 'section').map((section) => sectionView(section, describing, byAddress)),
  };
}

function isSummary(composition: Resource | undefined): boolean {
  return codesAt(composition, 'type').includes('60591-5');
}

/** Entries by fullUrl; and by `Type/id`, as other producers refer to them. */
function addresses(document: DocumentBundle): ReadonlyMap<string, Resource> {
  const found = new Map<string, Resource>();
  for (const { fullUrl, resource } of document.entry) {
    if (typeof resource !== 'object' || resource === null) continue;
    if (resource.id !== undefined) found.set(`${resource.resourceType}/${resource.id}`, resource);
    if (typeof fullUrl === 'string') found.set(fullUrl, resource);
  }
  return found;
}

function sectionView(section: Element, describing: Describing, byAddress: ReadonlyMap<string, Resource>): SectionView {
  const coding = elementsAt(elementAt(section, 'code'), 'coding').find((one) => textAt(one, 'system') === loinc);
  const code = textAt(coding, 'code') ?? codesAt(section, 'code')[0] ?? '';
  const known = sections.find((one) => one.code === code);
  const { reading, words } = describing;
  const title =
    (known && words.sections[known.key]) ??
    reading.terminology.designate(loinc, code, [reading.language])?.display ??
    textAt(section, 'title') ??
    termOf(elementAt(section, 'code'), reading)?.text ??
    code;
  const entries = elementsAt(section, 'entry').flatMap((reference) => {
    const address = textAt(reference, 'reference') ?? '';
    const resource = byAddress.get(address);
    return resource === undefined ? [] : [{ resource, view: entryView(address, resource, describing) }];
  });
  const nothing = termOf(elementAt(section, 'emptyReason'), reading)?.text;
  const narrative =
    entries.length === 0 ? (nothing ?? plainTextOf(textAt(elementAt(section, 'text'), 'div'))) : undefined;
  return {
    category: known?.category ?? 'documents',
    code,
    title,
    empty:
      entries.every(({ resource }) => saysNothing(resource)) &&
      (entries.length > 0 || nothing !== undefined || narrative === undefined),
    entries: entries.map(({ view }) => view),
    ...(narrative !== undefined && { narrative }),
  };
}

function saysNothing(resource: Resource): boolean {
  const codes = [...codesAt(resource, 'code'), ...codesAt(resource, 'medicationCodeableConcept')];
  return codes.some(isNoInformationCode);
}

function entryView(id: string, resource: Resource, all: Describing): EntryView {
  const describing = describingFor(resource, all);
  const describe = describeByType.get(resource.resourceType) ?? describeAnything;
  const { title, status, details } = describe(resource, describing);
  const { text, ...rest } = title ?? freeText(resource.resourceType, describing.reading) ?? { text: '' };
  const recorded = dateOf(resource);
  const date = saysNothing(resource) ? undefined : describing.formats.dateTime(recorded);
  const when = whenOf(recorded);
  const ownBy = ownAuthorOf(resource);
  const openEnded = typeof recorded === 'object' && recorded.end === undefined;
  return {
    id,
    type: resource.resourceType,
    title: text,
    ...rest,
    ...(ownBy !== undefined && { ownBy }),
    ...(status !== undefined && !saysNothing(resource) && { status }),
    ...(date !== undefined && {
      date:
        openEnded && when !== undefined
          ? describing.words.since.replace('{x}', describing.formats.date(when) ?? date)
          : date,
    }),
    ...(when !== undefined && { when }),
    details: details.filter((one) => one !== undefined),
  };
}
