import type { Resource } from '../resource.ts';
import type { OwnProfile } from './profile.ts';
import { type Element, elementsOf } from './testing-documents.ts';

// One forbidden change of a sound document for each rule of a profile, with what validation has to say of it.

// biome-ignore lint/suspicious/noExplicitAny: these are changed to what they may not be.
type Value = any;

export interface Change {
  /** The element, and what is done to it. */
  readonly name: string;
  readonly document: Resource;
  readonly severity: string;
  /** Where the issue has to be, and words that it has to say. */
  readonly path: string;
  readonly says: string;
  /** Key of the constraint, where one finds it. */
  readonly rule?: string;
}

interface Place {
  readonly holder: Value;
  readonly key: string | number;
  readonly path: string;
  /** Path of the element around. */
  readonly parent: string;
}

/** What breaks each constraint, by its key. */
type Breaks = Readonly<Record<string, (element: Value, document: Value) => void>>;

const without =
  (...names: readonly string[]) =>
  (element: Value) => {
    for (const name of names) delete element[name];
  };
const withType = (element: Value, code: string) => {
  element.coding[0].code = code;
};
const resourceOf = (document: Value, type: string) =>
  document.entry.find(({ resource }: Value) => resource.resourceType === type).resource;

/** Sections of these codes are taken away. */
const withoutSections =
  (...codes: readonly string[]) =>
  (composition: Value) => {
    composition.section = composition.section.filter(({ code }: Value) => !codes.includes(code.coding[0].code));
  };

const breaks: Breaks = {
  'doc-language': (bundle) => without('language')(resourceOf(bundle, 'Composition')),
  'doc-identifier': without('identifier'),
  'doc-custodian': without('custodian'),
  'doc-words': without('text'),
  'doc-patient': (subject) => {
    subject.reference = 'Patient/nobody';
  },
  'doc-medicine': (medication) => {
    medication.reference = 'Medication/none';
  },
  'pat-identifier': without('identifier'),
  'pat-gender': without('gender'),
  'pat-name': (name) => {
    delete name.family;
    delete name.given;
    name.use = 'official';
  },
  'ps-content': without('entry'),
  'dis-course': withoutSections('8648-8', '18842-5'),
  'dis-encounter': without('encounter'),
  'dis-type': (type) => withType(type, '11488-4'),
  'dis-end': without('end'),
  'lab-type': (type, document) => {
    resourceOf(document, 'DiagnosticReport').code.coding[0].code = '11488-4';
    return withType(type, '11488-4');
  },
  'lab-content': without('entry'),
  'lab-composition': without('extension'),
  'lab-specimen': without('specimen'),
  'lab-value': without('valueQuantity'),
  'lab-unit': (observation) => without('system', 'code')(observation.valueQuantity),
  'lab-material': without('type'),
  'lab-same-identifier': (bundle) => {
    resourceOf(bundle, 'DiagnosticReport').identifier[0].value = 'urn:uuid:5f0f4c4e-6d1e-4a3b-9d6e-0c7c5a1f0a12';
  },
  'lab-same-type': (bundle) => withType(resourceOf(bundle, 'DiagnosticReport').code, '26436-6'),
  'lab-same-subject': (bundle) => {
    resourceOf(bundle, 'DiagnosticReport').subject.reference = 'Patient/two';
  },
  'lab-same-encounter': (bundle) => {
    resourceOf(bundle, 'DiagnosticReport').encounter = { reference: 'Encounter/two' };
  },
  'img-type': (composition) => withType(composition.type, '11488-4'),
  'img-findings': withoutSections('59776-5', '18782-3', '19005-8', 'LP173421-1'),
  'img-study': without('entry'),
  'img-modality': without('modality'),
  'img-start': without('started'),
  'img-uid': (study) => {
    study.identifier[0].system = 'https://studies.example';
  },
  'img-oid': (identifier) => {
    identifier.value = '1.2.840.99999.1.2';
  },
  'img-reported': without('imagingStudy'),
  'med-product': (resource) => {
    delete resource.medicationReference;
    resource.medicationCodeableConcept = { id: 'nothing' };
  },
  'med-name': without('code'),
  'med-form': (medication) => {
    delete medication.code;
    medication.ingredient = [{ itemCodeableConcept: { text: 'Insulin' } }];
  },
  'rx-order': (request) => {
    request.intent = 'proposal';
  },
  'rx-negated': (request) => {
    request.doNotPerform = true;
  },
  'rx-identifier': without('identifier', 'groupIdentifier'),
  'rx-dosage': without('dosageInstruction'),
  'rx-quantity': without('dispenseRequest'),
  'rx-prescriber': (_, document) => without('name')(resourceOf(document, 'Practitioner')),
  'rx-group': (bundle) => {
    resourceOf(bundle, 'MedicationRequest').groupIdentifier.value = 'group-2';
  },
  'rx-content': without('entry'),
  'dsp-content': without('entry'),
  'dsp-performer': without('performer'),
};

/** Every change that a profile forbids, each of a copy of the document. Throws where nobody knows how to break a rule. */
export function changesOf(document: Resource, profile: OwnProfile): readonly Change[] {
  return elementsOf(profile).flatMap((element) => [
    ...structural(document, profile, element),
    ...(element.constraint ?? []).map(({ key, severity, human }): Change => {
      const copy = structuredClone(document) as Value;
      const place = placeOf(copy, profile, element.id);
      breakRule(profile, key, place.holder[place.key], copy);
      return { name: `${element.id}: ${key}`, document: copy, severity, path: place.path, says: human, rule: key };
    }),
  ]);
}

function breakRule(profile: OwnProfile, key: string, element: Value, document: Value): void {
  const known = breaks[key];
  if (known !== undefined) {
    known(element, document);
    return;
  }
  // What is recommended is a section, by the name of its slice.
  const name = key.slice(key.indexOf('-') + 1);
  const loinc = codeOf(elementsOf(profile).find(({ id }) => id === `Composition.section:${name}.code`));
  if (loinc === undefined) throw new Error(`No change breaks the rule ${key}`);
  withoutSections(loinc)(element);
}

function structural(document: Resource, profile: OwnProfile, element: Element): readonly Change[] {
  const { id, min = 0, max, sliceName, fixedCode, patternCodeableConcept, type } = element;
  const label = id.slice(id.lastIndexOf('.') + 1).replace('[x]', '');
  const loinc = codeOf(elementsOf(profile).find((one) => one.id === `${id}.code`));
  const name = loinc === undefined ? label : `${label} (http://loinc.org|${loinc})`;
  const changed = (name: string, says: string, change: (place: Place) => string, from = id): readonly Change[] => {
    const copy = structuredClone(document);
    const place = placeOf(copy, profile, from);
    return [{ name: `${id}: ${name}`, document: copy, severity: 'error', path: change(place), says }];
  };
  const targets = type?.[0]?.targetProfile;
  const isDiscriminator = /:[^.]*\.code$/.test(id) || sliceName !== undefined;
  return [
    ...(min === 0
      ? []
      : changed('is not there', `At least ${min} of ${name} must be there`, ({ holder, key, parent }) => {
          if (!Array.isArray(holder)) delete holder[key];
          else if (sliceName === undefined) holder.splice(min - 1);
          else {
            const kind = kindOf(profile, element);
            for (let n = holder.length - 1; n >= 0; n--) if (kind(holder[n])) holder.splice(n, 1);
          }
          return parent;
        })),
    ...(max === '1' && sliceName !== undefined
      ? changed('is there twice', `At most 1 of ${name} may be there`, ({ holder, key, parent }) => {
          const copy = structuredClone(holder[key]);
          if (copy.fullUrl !== undefined) {
            copy.fullUrl = copy.fullUrl.replace(/one$/, 'other');
            copy.resource.id = 'other';
          }
          holder.push(copy);
          return parent;
        })
      : []),
    ...(max === '0'
      ? changed(
          'is there',
          `${label} must not be there`,
          ({ holder, key, path }) => {
            holder[key][label] = unwanted[label];
            return path;
          },
          id.slice(0, id.lastIndexOf('.')),
        )
      : []),
    ...(targets === undefined
      ? []
      : changed('leads elsewhere', 'The reference must lead to', ({ holder, key, path }) => {
          holder[key].reference = 'Organization/one';
          return path;
        })),
    ...(fixedCode === undefined
      ? []
      : changed('is another', `must be exactly ${fixedCode}`, ({ holder, key, path }) => {
          holder[key] = 'batch';
          return path;
        })),
    ...(patternCodeableConcept === undefined || isDiscriminator
      ? []
      : changed('is another', 'The value must contain', ({ holder, key, path }) => {
          holder[key].coding[0].code = '11488-4';
          return path;
        })),
  ];
}

/** What a document may not have, by the name of the element. */
const unwanted: Readonly<Record<string, Value>> = {
  link: [{ relation: 'self', url: 'https://documents.example' }],
  search: { mode: 'match' },
  request: { method: 'GET', url: 'Patient' },
  response: { status: '200' },
};

/** Where the element of a profile stands in a document: in the last of those that it may be, or in its slice. */
function placeOf(document: Resource, profile: OwnProfile, id: string): Place {
  const [root, ...steps] = id.split('.');
  let place: Place = { holder: { Bundle: document }, key: 'Bundle', path: 'Bundle', parent: '' };
  if (root !== 'Bundle') {
    const entries = document.entry as readonly Value[];
    const n = entries.findIndex(({ resource }) => resource.resourceType === root);
    place = { holder: entries[n], key: 'resource', path: `Bundle.entry[${n}].resource`, parent: `Bundle.entry[${n}]` };
  }
  let at = root ?? '';
  for (const step of steps) {
    at += `.${step}`;
    const holder = place.holder[place.key];
    const [label = ''] = step.replace('[x]', '').split(':');
    const key = step.endsWith('[x]') ? Object.keys(holder).find((one) => one.startsWith(label)) : label;
    const found = holder[key ?? label];
    if (key === undefined || found === undefined) throw new Error(`The document has no ${at}`);
    const parent = place.path;
    const path = `${parent}.${key === label ? label : `${label}.ofType(${key.slice(label.length)})`}`;
    if (!Array.isArray(found)) place = { holder, key, path, parent };
    else {
      const element = elementsOf(profile).find((one) => one.id === at);
      const isSlice = step.includes(':') && element !== undefined;
      const n = isSlice ? found.findIndex(kindOf(profile, element)) : found.length - 1;
      place = { holder: found, key: n, path: `${path}[${n}]`, parent };
    }
  }
  return place;
}

/** Whether one of a list is of a slice. */
function kindOf(profile: OwnProfile, slice: Element): (one: Value) => boolean {
  const elements = elementsOf(profile);
  const type = elements.find(({ id }) => id === `${slice.id}.resource`)?.type?.[0]?.code;
  if (type !== undefined) return ({ resource }) => resource.resourceType === type;
  const loinc = codeOf(elements.find(({ id }) => id === `${slice.id}.code`));
  if (loinc !== undefined) return ({ code }) => code.coding[0].code === loinc;
  const own = codeOf(slice);
  return ({ coding }) => coding[0].code === own;
}

function codeOf(element: Element | undefined): string | undefined {
  return (element?.patternCodeableConcept as Value)?.coding[0].code;
}
