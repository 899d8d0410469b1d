import type { Resource } from '#fhir';
import type { DocumentBundle, SummaryInput } from './contract.ts';
import { uuidOf } from './document-id.ts';
import { momentOf } from './element.ts';
import { nameCodings } from './name-codings.ts';
import { withNarratives } from './narrative.ts';
import { narrowResource } from './narrow-resource.ts';
import { addressesIn, resolveReferences, unknown } from './resolve-references.ts';
import { absentUnknown, loinc, type SectionDefinition, sections } from './sections.ts';
import { isPursuedGoal, isUsable, sectionTypes, selectEntries } from './select-entries.ts';
import { wordsOf } from './words.ts';

const ips = 'http://hl7.org/fhir/uv/ips/StructureDefinition';

/** What entries may bring along. Clinical content enters a summary through its section only. */
const supporting: ReadonlySet<string> = new Set([
  'Device',
  'Goal',
  'Medication',
  'Organization',
  'Practitioner',
  'PractitionerRole',
  'Specimen',
]);

/** The types of resources that a summary is made of: nothing else of a record need be read for one. */
export const summaryTypes: readonly string[] = [...sectionTypes, ...supporting];

/**
 * The International Patient Summary (IPS 1.1) of one person, as a FHIR document. The same input gives the same bytes:
 * ids follow from addresses, dates from the record, order from content. What is not in the input leaves no trace, not
 * even a reference: the document equals that of a record in which it never was.
 */
export function composeSummary(input: SummaryInput): DocumentBundle {
  const parts = gatherParts(input);
  const included = [parts.patient, ...parts.clinical, ...parts.supporting];
  const date = newestChange(included) ?? '1970-01-01T00:00:00.000Z';

  const fullUrls = new Map<string, string>();
  for (const resource of included) fullUrls.set(addressIn(resource), fullUrlOf(input, addressIn(resource)));
  const place = (resource: Resource) => {
    const fullUrl = fullUrls.get(addressIn(resource)) ?? '';
    const resolved = resolveReferences(resource, fullUrls);
    return { fullUrl, resource: nameCodings({ ...resolved, id: idIn(fullUrl) }, input) };
  };

  const subject = { reference: fullUrls.get(addressIn(input.patient)) ?? '' };
  const custodian = custodianEntry(input);
  const words = wordsOf(input.language);
  const placed = sections.flatMap((section) => {
    const found = (parts.entries.get(section) ?? []).map(place);
    const entries =
      found.length === 0 && section.absent ? [absentEntry(input, section, section.absent, subject)] : found;
    return entries.length === 0 ? [] : [{ section, entries }];
  });

  const compositionUrl = fullUrlOf(input, `Composition/of/${addressIn(input.patient)}`);
  const composition: Resource = {
    resourceType: 'Composition',
    id: idIn(compositionUrl),
    meta: { profile: [`${ips}/Composition-uv-ips`] },
    language: input.language,
    // The same in every summary of this person: what is newer replaces what is older.
    identifier: { system: 'urn:ietf:rfc:3986', value: compositionUrl },
    status: 'final',
    type: { coding: [{ system: loinc, code: '60591-5', display: words.summary }] },
    subject,
    date,
    author: [{ reference: custodian.fullUrl }],
    title: words.summary,
    confidentiality: 'N',
    custodian: { reference: custodian.fullUrl },
    section: placed.map(({ section, entries }) => ({
      title: words.sections[section.key],
      code: { coding: [{ system: loinc, code: section.code, display: words.sections[section.key] }] },
      entry: entries.map(({ fullUrl }) => ({ reference: fullUrl })),
    })),
  };

  const draft = bundleOf(input.language, date, [
    { fullUrl: compositionUrl, resource: composition },
    place(parts.patient),
    custodian,
    ...placed.flatMap(({ entries }) => entries),
    ...parts.supporting.map(place),
  ]);
  return identified(withNarratives(draft, input));
}

interface Parts {
  readonly patient: Resource;
  readonly entries: ReadonlyMap<SectionDefinition, readonly Resource[]>;
  /** All entries, in the order of the sections. */
  readonly clinical: readonly Resource[];
  readonly supporting: readonly Resource[];
}

/** What the document is made of, each resource already narrowed to what a summary says. */
function gatherParts({ patient: whole, resources, referenced, asOf }: SummaryInput): Parts {
  const newest = newestChange([whole, ...resources]);
  const judged = momentOf(asOf) ?? (newest === undefined ? Number.NEGATIVE_INFINITY : Date.parse(newest));
  const selected = selectEntries(resources, judged);
  const patient = narrowResource(whole);
  const entries = new Map(sections.map((section) => [section, selected[section.key].map(narrowResource)]));
  const clinical = [...entries.values()].flat();

  const reachable = new Map<string, Resource>();
  for (const one of [...resources, ...referenced]) {
    if (supporting.has(one.resourceType) && isUsable(one) && (one.resourceType !== 'Goal' || isPursuedGoal(one))) {
      reachable.set(addressIn(one), one);
    }
  }
  const found: Resource[] = [];
  const taken = new Set([patient, ...clinical].map(addressIn));
  let wave: readonly Resource[] = [patient, ...clinical];
  while (wave.length > 0) {
    const next: Resource[] = [];
    for (const address of wave.flatMap(addressesIn)) {
      const target = reachable.get(address);
      if (target === undefined || taken.has(address)) continue;
      taken.add(address);
      next.push(narrowResource(target));
    }
    found.push(...next);
    wave = next;
  }
  return { patient, entries, clinical, supporting: found };
}

/** The newest `meta.lastUpdated`, as written. */
function newestChange(resources: readonly Resource[]): string | undefined {
  let newest: string | undefined;
  let moment = Number.NEGATIVE_INFINITY;
  for (const { meta } of resources) {
    const changed = momentOf(meta?.lastUpdated);
    if (changed === undefined || changed <= moment) continue;
    moment = changed;
    newest = new Date(changed).toISOString();
  }
  return newest;
}

function addressIn(resource: Resource): string {
  return `${resource.resourceType}/${resource.id ?? ''}`;
}

/** The fullUrl that an entry of the record (`Type/id`) has in every document of a custodian. */
export function fullUrlOf({ custodian }: Pick<SummaryInput, 'custodian'>, address: string): string {
  return `urn:uuid:${uuidOf('carnet', custodian.country, address)}`;
}

function idIn(fullUrl: string): string {
  return fullUrl.slice('urn:uuid:'.length);
}

function custodianEntry(input: SummaryInput): { fullUrl: string; resource: Resource } {
  const { name, country } = input.custodian;
  const fullUrl = fullUrlOf(input, `Organization/custodian/${name}`);
  return {
    fullUrl,
    resource: { resourceType: 'Organization', id: idIn(fullUrl), name, address: [{ country }] },
  };
}

/** IPS 1.1, empty sections: an entry that says that there is no information. */
function absentEntry(
  input: SummaryInput,
  { key }: SectionDefinition,
  code: string,
  subject: { readonly reference: string },
): { fullUrl: string; resource: Resource } {
  const name = input.terminology.designate(absentUnknown, code, [input.language])?.display;
  const concept = { coding: [{ system: absentUnknown, code, ...(name !== undefined && { display: name }) }] };
  const active = (system: string) => ({
    coding: [{ system: `http://terminology.hl7.org/CodeSystem/${system}`, code: 'active' }],
  });
  const fullUrl = fullUrlOf(input, `${key}/${code}/of/${addressIn(input.patient)}`);
  const id = idIn(fullUrl);
  const language = input.language;
  if (key === 'allergies') {
    const clinicalStatus = active('allergyintolerance-clinical');
    return {
      fullUrl,
      resource: { resourceType: 'AllergyIntolerance', id, language, clinicalStatus, code: concept, patient: subject },
    };
  }
  if (key === 'problems') {
    const clinicalStatus = active('condition-clinical');
    return { fullUrl, resource: { resourceType: 'Condition', id, language, clinicalStatus, code: concept, subject } };
  }
  const statement = { status: 'unknown', medicationCodeableConcept: concept, subject, _effectiveDateTime: unknown };
  return { fullUrl, resource: { resourceType: 'MedicationStatement', id, language, ...statement } };
}

function bundleOf(language: string, timestamp: string, entry: DocumentBundle['entry']): DocumentBundle {
  return {
    resourceType: 'Bundle',
    meta: { profile: [`${ips}/Bundle-uv-ips`] },
    language,
    type: 'document',
    timestamp,
    entry,
  };
}

/** The document under an id that follows from its content: another content is another document. */
function identified(document: DocumentBundle): DocumentBundle {
  const id = uuidOf(JSON.stringify(document));
  const { resourceType, meta, language, ...rest } = document;
  const identifier = { system: 'urn:ietf:rfc:3986', value: `urn:uuid:${id}` };
  return { resourceType, id, ...(meta && { meta }), ...(language !== undefined && { language }), identifier, ...rest };
}
