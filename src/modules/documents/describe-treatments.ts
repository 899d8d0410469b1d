import type { Resource } from '#fhir';
import type { Term } from './contract.ts';
import { dosageTerm } from './dosage.ts';
import { type Element, elementAt, elementsAt, numberAt, textAt } from './element.ts';
import {
  type Describe,
  type Describing,
  describingFor,
  detail,
  nameOf,
  notesOf,
  performersOf,
  reasonsOf,
  termsAt,
} from './entry-description.ts';
import { ratioText } from './quantity.ts';
import { codeWords, joinTerms, termOf } from './term.ts';

const statusSystem = {
  MedicationStatement: 'http://hl7.org/fhir/CodeSystem/medication-statement-status',
  MedicationRequest: 'http://hl7.org/fhir/CodeSystem/medicationrequest-status',
} as const;

export const describeMedicine: Describe = (medicine, describing) => {
  const { reading, formats } = describing;
  const product = productOf(medicine, describing);
  const isRequest = medicine.resourceType === 'MedicationRequest';
  const system = statusSystem[isRequest ? 'MedicationRequest' : 'MedicationStatement'];
  const status = textAt(medicine, 'status');
  return {
    title: titleOf(medicine, product, describing),
    status: codeWords(system, status, reading),
    details: [
      detail(
        'dosage',
        dosageTerm(elementsAt(medicine, isRequest ? 'dosageInstruction' : 'dosage'), describing),
        describing,
      ),
      detail(
        'form',
        product && termOf(elementAt(product, 'form'), describingFor(product, describing).reading),
        describing,
      ),
      detail('strength', product && strengthOf(product, describing), describing),
      reasonsOf(medicine, describing),
      detail('until', formats.date(elementAt(medicine, 'effectivePeriod')?.end), describing),
      ...notesOf(medicine, describing),
    ],
  };
};

/** The Medication that stands for the product, in the document or inside the entry. */
function productOf(medicine: Resource, describing: Describing): Resource | undefined {
  const reference = elementAt(medicine, 'medicationReference');
  const local = textAt(reference, 'reference');
  if (local?.startsWith('#')) {
    return elementsAt(medicine, 'contained').find((one) => one.id === local.slice(1)) as Resource | undefined;
  }
  return describing.resolve(reference);
}

function titleOf(medicine: Resource, product: Resource | undefined, describing: Describing): Term | undefined {
  const coded = termOf(elementAt(medicine, 'medicationCodeableConcept'), describing.reading);
  if (coded !== undefined) return coded;
  if (product !== undefined) {
    const { reading } = describingFor(product, describing);
    const ingredients = elementsAt(product, 'ingredient').map((one) =>
      termOf(elementAt(one, 'itemCodeableConcept'), reading),
    );
    return termOf(elementAt(product, 'code'), reading) ?? joinTerms(ingredients, ' + ');
  }
  return nameOf(elementAt(medicine, 'medicationReference'), describing);
}

function strengthOf(product: Resource, describing: Describing): string | undefined {
  const strengths = elementsAt(product, 'ingredient').flatMap(
    (one) => ratioText(elementAt(one, 'strength'), describing) ?? [],
  );
  return strengths.length === 0 ? undefined : strengths.join(' + ');
}

export const describeVaccination: Describe = (vaccination, describing) => {
  const protocols = elementsAt(vaccination, 'protocolApplied');
  const diseases = joinTerms(protocols.map((one) => termsAt(one, 'targetDisease', describing)));
  return {
    title: termOf(elementAt(vaccination, 'vaccineCode'), describing.reading),
    status: codeWords('http://hl7.org/fhir/event-status', textAt(vaccination, 'status'), describing.reading),
    details: [
      detail('disease', diseases, describing),
      detail('doseNumber', doseOf(protocols[0]), describing),
      detail('lot', textAt(vaccination, 'lotNumber'), describing),
      detail('manufacturer', nameOf(elementAt(vaccination, 'manufacturer'), describing), describing),
      performersOf(vaccination, describing),
      ...notesOf(vaccination, describing),
    ],
  };
};

function doseOf(protocol: Element | undefined): string | undefined {
  const dose = numberAt(protocol, 'doseNumberPositiveInt') ?? textAt(protocol, 'doseNumberString');
  const of = numberAt(protocol, 'seriesDosesPositiveInt') ?? textAt(protocol, 'seriesDosesString');
  if (dose === undefined) return undefined;
  return of === undefined ? String(dose) : `${dose}/${of}`;
}

export const describeDeviceUse: Describe = (use, describing) => {
  const { reading, formats } = describing;
  const device = describing.resolve(elementAt(use, 'device'));
  const there = device === undefined ? describing : describingFor(device, describing);
  const names = elementsAt(device, 'deviceName').flatMap((one) => textAt(one, 'name') ?? []);
  const model = names[0] ?? textAt(device, 'modelNumber');
  const type = termOf(elementAt(device, 'type'), there.reading);
  const named: Term | undefined = model === undefined ? undefined : { text: model };
  return {
    title: type ?? named ?? nameOf(elementAt(use, 'device'), describing),
    status: codeWords('http://hl7.org/fhir/device-statement-status', textAt(use, 'status'), reading),
    details: [
      type === undefined ? undefined : detail('model', named, describing),
      detail('manufacturer', textAt(device, 'manufacturer'), describing),
      detail('serial', textAt(device, 'serialNumber'), describing),
      detail('bodySite', termOf(elementAt(use, 'bodySite'), reading), describing),
      reasonsOf(use, describing),
      detail('until', formats.date(elementAt(use, 'timingPeriod')?.end), describing),
      ...notesOf(use, describing),
    ],
  };
};
