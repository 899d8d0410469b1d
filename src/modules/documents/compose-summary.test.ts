import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { careCategories, careCategoryOf, checkStructure, type Resource } from '#fhir';
import { composeSummary } from './compose-summary.ts';
import type { DocumentBundle } from './contract.ts';
import { directory, patient, records, status, summaryInput } from './sample-record.ts';

type Section = {
  readonly title: string;
  readonly code: { coding: { code: string }[] };
  readonly entry: { reference: string }[];
  readonly text: { div: string };
};

function sectionsOf(document: DocumentBundle): readonly Section[] {
  return document.entry[0]?.resource.section as readonly Section[];
}

/** The codes or texts of the entries of one section. */
function entriesOf(document: DocumentBundle, code: string): readonly Resource[] {
  const section = sectionsOf(document).find((one) => one.code.coding[0]?.code === code);
  return (section?.entry ?? []).map(({ reference }) => {
    const found = document.entry.find(({ fullUrl }) => fullUrl === reference);
    if (found === undefined) throw new Error('An entry of a section is not in the document');
    return found.resource;
  });
}

function namesOf(document: DocumentBundle, code: string, element = 'code'): readonly unknown[] {
  return entriesOf(document, code).map((resource) => (resource[element] as { text?: string } | undefined)?.text);
}

function errorsOf(document: DocumentBundle): readonly string[] {
  return checkStructure(document).map((issue) => `${issue.path}: ${issue.text}`);
}

const required = ['48765-2', '11450-4', '10160-0'];

describe('a composed summary', () => {
  const document = composeSummary(summaryInput());

  it('is a FHIR document that fits its R4 definitions', () => {
    expect(errorsOf(document)).toEqual([]);
    expect(document).toMatchObject({
      resourceType: 'Bundle',
      type: 'document',
      meta: { profile: ['http://hl7.org/fhir/uv/ips/StructureDefinition/Bundle-uv-ips'] },
      identifier: { system: 'urn:ietf:rfc:3986', value: `urn:uuid:${document.id}` },
    });
    const [composition, person] = document.entry;
    expect(composition?.resource).toMatchObject({
      resourceType: 'Composition',
      status: 'final',
      confidentiality: 'N',
      type: { coding: [{ system: 'http://loinc.org', code: '60591-5' }] },
      subject: { reference: person?.fullUrl },
      date: document.timestamp,
    });
    expect(person?.resource.resourceType).toBe('Patient');
    const custodian = composition?.resource.custodian as { reference: string };
    expect(composition?.resource.author).toEqual([custodian]);
    expect(document.entry.find(({ fullUrl }) => fullUrl === custodian.reference)?.resource.name).toBe('Carnet France');
    for (const { fullUrl, resource } of document.entry) expect(fullUrl).toBe(`urn:uuid:${resource.id}`);
    expect(new Set(document.entry.map(({ fullUrl }) => fullUrl)).size).toBe(document.entry.length);
  });

  it('holds what belongs into each section, and nothing else', () => {
    expect(sectionsOf(document).map((one) => one.code.coding[0]?.code)).toEqual([
      '48765-2',
      '11450-4',
      '10160-0',
      '10162-6',
      '46264-8',
      '47519-4',
      '11369-6',
      '30954-2',
      '8716-3',
      '11348-0',
      '29762-2',
      '18776-5',
    ]);
    expect(namesOf(document, '11450-4')).toEqual(['Diabète de type 1']);
    expect(namesOf(document, '11348-0')).toEqual(['Asthme']);
    expect(namesOf(document, '48765-2')).toEqual(['Allergie à la pénicilline', 'Pollen']);
    expect(entriesOf(document, '10160-0').map((one) => one.resourceType)).toEqual(['MedicationStatement']);
    expect(namesOf(document, '11369-6', 'vaccineCode')).toEqual(['Vaccin grippal inactivé']);
    expect(namesOf(document, '30954-2')).toEqual([
      'LDL',
      'Bilan lipidique',
      'Échocardiographie',
      'HbA1c',
      'HbA1c',
      'HbA1c',
    ]);
    expect(namesOf(document, '8716-3')).toEqual(['Pression artérielle']);
    expect(namesOf(document, '29762-2')).toEqual(['Tabac']);
    expect(namesOf(document, '10162-6')).toEqual(['Date prévue', 'Grossesse', 'Naissances']);
    expect(namesOf(document, '47519-4')).toEqual(['Appendicectomie']);
    expect(entriesOf(document, '46264-8').map((one) => one.resourceType)).toEqual([
      'DeviceUseStatement',
      'DeviceUseStatement',
    ]);
    expect(entriesOf(document, '18776-5')).toHaveLength(1);
  });

  it('brings along what its entries refer to, and only that', () => {
    const text = JSON.stringify(document);
    const types = document.entry.map(({ resource }) => resource.resourceType);
    for (const type of ['Medication', 'Practitioner', 'Organization', 'Device', 'Specimen', 'Goal']) {
      expect(types, type).toContain(type);
    }
    for (const absent of ['Dr Secret', 'Marathon', 'BPCO', 'Paracétamol', 'Amoxicilline', 'old words', '#secret']) {
      expect(text, absent).not.toContain(absent);
    }
    const reachable = new Set<string>();
    const visit = (fullUrl: string) => {
      if (reachable.has(fullUrl)) return;
      reachable.add(fullUrl);
      const resource = document.entry.find((one) => one.fullUrl === fullUrl)?.resource;
      for (const [, next] of JSON.stringify(resource).matchAll(/"reference":"(urn:uuid:[^"]+)"/g)) visit(next ?? '');
    };
    visit(document.entry[0]?.fullUrl ?? '');
    expect(document.entry.filter(({ fullUrl }) => !reachable.has(fullUrl)).map(({ resource }) => resource)).toEqual([]);
  });

  it('refers to nothing outside, and names nothing clinical that is not inside', () => {
    const text = JSON.stringify(document);
    expect(text.match(/"reference":"(?!urn:uuid:)[^"]*"/g)).toBeNull();
    for (const hidden of ['psychiatrie', 'caché', 'Test VIH', 'Équipe', 'Encounter', 'Mère', 'Binary', '"p1"']) {
      expect(text, hidden).not.toContain(hidden);
    }
    const appendix = entriesOf(document, '47519-4')[0];
    expect(appendix).not.toHaveProperty('reasonReference');
    expect(appendix?.performer).toHaveLength(1);
    expect(entriesOf(document, '18776-5')[0]?.activity).toEqual([
      { detail: { status: 'in-progress', description: 'Contrôle' } },
    ]);
  });

  it('keeps the name of a professional or a body that is not inside', () => {
    const [one] = entriesOf(composeSummary(summaryInput({ referenced: [] })), '8716-3');
    expect(one?.performer).toEqual([{ display: 'Laboratoire' }]);
  });

  it('says that what IPS asks for is unknown where the record does not have it', () => {
    const unknown = {
      extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'unknown' }],
    };
    expect(entriesOf(document, '47519-4')[0]?._performedDateTime).toEqual(unknown);
    expect(entriesOf(document, '46264-8').map((one) => one._timingDateTime)).toEqual([undefined, unknown]);
  });

  it('leaves at home what a country notes of its people in extensions of its own', () => {
    const standard = {
      url: 'http://hl7.org/fhir/StructureDefinition/patient-birthPlace',
      valueAddress: { city: 'Lyon' },
    };
    const national = { url: 'https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-identity-reliability' };
    const input = summaryInput({});
    const patient = {
      ...input.patient,
      extension: [national, standard],
      _birthDate: { extension: [national] },
      name: [{ family: 'Moreau', extension: [national] }],
    } as unknown as typeof input.patient;
    const told = composeSummary({ ...input, patient }).entry.find(
      ({ resource }) => resource.resourceType === 'Patient',
    )?.resource;
    expect(told).toMatchObject({ extension: [standard], name: [{ family: 'Moreau' }] });
    expect(JSON.stringify(told)).not.toContain('hl7.fr');
    expect(told).not.toHaveProperty('_birthDate');
  });

  it('tells its sections in words too', () => {
    for (const section of sectionsOf(document)) {
      expect(section.text.div).toMatch(
        /^<div xmlns="http:\/\/www.w3.org\/1999\/xhtml" lang="fr"><table>.*<\/table><\/div>$/,
      );
    }
    expect(sectionsOf(document)[0]?.title).toBe('Allergies et intolérances');
    expect(sectionsOf(document)[0]?.text.div).toContain('Allergie à la pénicilline');
  });
});

describe('a summary of a record in which nothing stands', () => {
  const document = composeSummary(summaryInput({ resources: [], referenced: [] }));

  it('has the three required sections, each with a coded "no information"', () => {
    expect(errorsOf(document)).toEqual([]);
    expect(sectionsOf(document).map((one) => one.code.coding[0]?.code)).toEqual(required);
    const codes = required.map((code) =>
      entriesOf(document, code).map(
        (one) => ((one.code ?? one.medicationCodeableConcept) as { coding: { code: string }[] }).coding[0]?.code,
      ),
    );
    expect(codes).toEqual([['no-allergy-info'], ['no-problem-info'], ['no-medication-info']]);
    expect(sectionsOf(document)[0]?.text.div).toContain('Aucune information sur les allergies');
  });

  it('takes its date from the patient, and from nothing else', () => {
    expect(document.timestamp).toBe(patient.meta?.lastUpdated);
    const { meta: _, ...undated } = patient;
    expect(composeSummary(summaryInput({ patient: undated, resources: [], referenced: [] })).timestamp).toBe(
      '1970-01-01T00:00:00.000Z',
    );
  });
});

describe('a recorded absence', () => {
  const nil: Resource = {
    resourceType: 'AllergyIntolerance',
    id: 'nil',
    clinicalStatus: status('allergyintolerance-clinical', 'active'),
    code: { coding: [{ system: 'http://snomed.info/sct', code: '716186003' }] },
    patient: { reference: 'Patient/p1' },
  };
  const codes = (resources: readonly Resource[]) =>
    entriesOf(composeSummary(summaryInput({ resources })), '48765-2').map(
      (one) => (one.code as { coding: { code: string }[] }).coding[0]?.code,
    );

  it('stays what it is, and gives way to what is there', () => {
    expect(codes([nil])).toEqual(['716186003']);
    expect(codes([nil, { ...nil, id: 'nil-2' }])).toEqual(['716186003']);
    expect(codes([nil, ...records])).toEqual(['91936005', '256259004']);
  });
});

describe('what counts as current', () => {
  const medicines = (asOf?: string) =>
    entriesOf(composeSummary(summaryInput(asOf === undefined ? {} : { asOf })), '10160-0').map(
      (one) => (one.medicationCodeableConcept as { text?: string } | undefined)?.text ?? 'insulin',
    );

  it('is judged by the given day', () => {
    expect(medicines('2020-01-15')).toEqual(['Paracétamol', 'insulin', 'Amoxicilline']);
    expect(medicines('2020-02-01')).toContain('Paracétamol');
    expect(medicines('2020-02-02')).not.toContain('Paracétamol');
    expect(medicines()).toEqual(['insulin']);
  });

  it('is not a pregnancy of last year', () => {
    const later = composeSummary(summaryInput({ asOf: '2027-12-01' }));
    expect(namesOf(later, '10162-6')).toEqual(['Naissances']);
  });
});

describe('the same record', () => {
  const bytes = JSON.stringify(composeSummary(summaryInput()));

  it('gives the same bytes, in whatever order it is read', () => {
    fc.assert(
      fc.property(shuffled(records), shuffled(directory), (resources, referenced) => {
        expect(JSON.stringify(composeSummary(summaryInput({ resources, referenced })))).toBe(bytes);
      }),
      { numRuns: 15 },
    );
  });

  it('gives another document as soon as its content is another', () => {
    const changed = records.map((one) =>
      one.id === 'smoking' ? { ...one, valueCodeableConcept: { text: 'Fume' } } : one,
    );
    const other = composeSummary(summaryInput({ resources: changed }));
    expect(other.id).not.toBe(composeSummary(summaryInput()).id);
  });

  it('is left as it was', () => {
    const frozen = summaryInput({ resources: records.map(deepFrozen), referenced: directory.map(deepFrozen) });
    expect(JSON.stringify(composeSummary(frozen))).toBe(bytes);
  });
});

describe('what is hidden', () => {
  it('leaves no trace: the document is that of a record in which it never was', () => {
    const hideable = careCategories.filter((category) => records.some((one) => careCategoryOf(one) === category));
    expect(hideable.length).toBeGreaterThan(8);
    fc.assert(
      fc.property(fc.subarray(hideable), (hidden) => {
        const isHidden = (one: Resource) => hidden.includes(careCategoryOf(one));
        const visible = records.filter((one) => !isHidden(one));
        const gone = new Set(records.filter(isHidden).map((one) => `${one.resourceType}/${one.id}`));
        const never = visible.map((one) => withoutReferencesTo(one, gone) as Resource);
        const shown = composeSummary(summaryInput({ resources: visible }));
        const honest = composeSummary(summaryInput({ resources: never }));
        expect(JSON.stringify(shown)).toBe(JSON.stringify(honest));
        expect(errorsOf(shown)).toEqual([]);
        for (const one of records.filter(isHidden)) expect(JSON.stringify(shown)).not.toContain(`"${one.id}"`);
      }),
      { numRuns: 40 },
    );
  });

  it('does not bring along professionals whom only hidden entries name', () => {
    const resources = records.filter((one) => one.resourceType !== 'Procedure');
    expect(JSON.stringify(composeSummary(summaryInput()))).toContain('Petit');
    expect(JSON.stringify(composeSummary(summaryInput({ resources })))).not.toContain('Petit');
  });
});

/** The resource as it would be had what is gone never been: no reference to it anywhere. */
function withoutReferencesTo(value: unknown, gone: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) {
    const kept = value.map((item) => withoutReferencesTo(item, gone)).filter((item) => item !== undefined);
    return kept.length === 0 ? undefined : kept;
  }
  if (typeof value !== 'object' || value === null) return value;
  if ('reference' in value && typeof value.reference === 'string' && gone.has(value.reference)) return undefined;
  const entries = Object.entries(value).map(([name, content]) => [name, withoutReferencesTo(content, gone)] as const);
  const kept = entries.filter(([, content]) => content !== undefined);
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

function shuffled<T>(items: readonly T[]): fc.Arbitrary<readonly T[]> {
  return fc.shuffledSubarray([...items], { minLength: items.length });
}

function deepFrozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const member of Object.values(value)) deepFrozen(member);
    Object.freeze(value);
  }
  return value;
}
