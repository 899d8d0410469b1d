import { describe, expect, it } from 'vitest';
import { openShelf } from '../definitions.ts';
import { parseResource } from '../parse-resource.ts';
import type { Resource } from '../resource.ts';
import { splitBundle } from '../split-bundle.ts';
import { samples, sampleText, sharedDataPresent } from '../testing-samples.ts';
import { checkStructure } from './check-structure.ts';
import { definedForms } from './primitive.ts';
import { codesOf } from './value-sets.ts';

const patient = (more: object): Resource => ({ resourceType: 'Patient', ...more });
const observation = (more: object): Resource => ({
  resourceType: 'Observation',
  status: 'final',
  code: { text: 'x' },
  ...more,
});

/** Each issue as `code path`, warnings marked. */
function found(resource: unknown): readonly string[] {
  return checkStructure(resource as Resource).map(
    ({ severity, code, path }) =>
      `${severity === 'error' ? '' : `${severity} `}${code.replace('structure.', '')} ${path}`,
  );
}

describe('checkStructure', () => {
  it('has nothing to say of a sound resource', () => {
    const resource = patient({
      id: 'p',
      meta: { versionId: '1', lastUpdated: '2026-01-02T03:04:05Z', profile: ['http://x'] },
      text: { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml"><p class="a">A &amp; B</p></div>' },
      contained: [{ resourceType: 'Organization', id: 'o', name: 'O' }],
      active: true,
      name: [{ given: ['A', null, 'C'], _given: [null, { extension: [{ url: 'u', valueCode: 'c' }] }, null] }],
      _birthDate: { extension: [{ url: 'u', valueDateTime: '2026-01-02T03:04:05+01:00' }] },
      multipleBirthInteger: 2,
      managingOrganization: { reference: '#o' },
      generalPractitioner: [{ reference: 'urn:uuid:1' }, { reference: 'Practitioner?identifier=a|b' }],
    });
    expect(found(resource)).toEqual([]);
  });

  it.each([
    [patient({ nonsense: 1 }), 'unknown-element Patient.nonsense'],
    [patient({ 'Not an element name': 1 }), 'unknown-element Patient'],
    [patient({ name: [{ family: 'A', surname: 'B' }] }), 'unknown-element Patient.name[0].surname'],
    [observation({ value: 'x' }), 'unknown-element Observation.value'],
    [patient({ name: { family: 'A' } }), 'wrong-type Patient.name'],
    [patient({ name: ['A'] }), 'wrong-type Patient.name[0]'],
    [patient({ name: [null] }), 'wrong-type Patient.name[0]'],
    [patient({ gender: ['male'] }), 'wrong-type Patient.gender'],
    [patient({ gender: null }), 'wrong-type Patient.gender'],
    [patient({ active: 'true' }), 'wrong-type Patient.active'],
    [patient({ maritalStatus: [{}] }), 'wrong-type Patient.maritalStatus'],
    [patient({ text: 'x' }), 'wrong-type Patient.text'],
    [patient({ name: [{ given: [1] }] }), 'wrong-type Patient.name[0].given[0]'],
    [patient({ _birthDate: 'x' }), 'wrong-type Patient.birthDate'],
    [patient({ multipleBirthInteger: 1.5 }), 'primitive Patient.multipleBirth.ofType(integer)'],
    [patient({ multipleBirthInteger: 2147483648 }), 'primitive Patient.multipleBirth.ofType(integer)'],
    [patient({ birthDate: '1984-3-12' }), 'primitive Patient.birthDate'],
    [patient({ birthDate: '1983-02-29' }), 'primitive Patient.birthDate'],
    [patient({ birthDate: '' }), 'primitive Patient.birthDate'],
    [patient({ id: 'a b' }), 'primitive Patient.id'],
    [patient({ id: 'x'.repeat(65) }), 'primitive Patient.id'],
    [patient({ name: [{ family: 'a\u0000' }] }), 'primitive Patient.name[0].family'],
    [patient({ name: [{ family: 'a\ud800' }] }), 'primitive Patient.name[0].family'],
    [patient({ implicitRules: 'a b' }), 'primitive Patient.implicitRules'],
    [patient({ photo: [{ data: 'abc' }] }), 'primitive Patient.photo[0].data'],
    [observation({ effectiveDateTime: '2026-01-02T03:04' }), 'primitive Observation.effective.ofType(dateTime)'],
    [
      observation({ valueQuantity: { value: Number.POSITIVE_INFINITY } }),
      'primitive Observation.value.ofType(Quantity).value',
    ],
    [patient({ gender: 'm' }), 'required-binding Patient.gender'],
    [{ resourceType: 'Observation', code: { text: 'x' } }, 'cardinality Observation'],
    [{ resourceType: 'Observation', status: 'final' }, 'cardinality Observation'],
    [patient({ link: [{ type: 'seealso' }] }), 'cardinality Patient.link[0]'],
    [patient({ extension: [{ valueString: 'x' }] }), 'cardinality Patient.extension[0]'],
    [observation({ valueString: 'x', valueInteger: 1 }), 'cardinality Observation.value'],
    [
      { resourceType: 'MedicationRequest', status: 'active', intent: 'order', subject: { reference: 'Patient/p' } },
      'cardinality MedicationRequest',
    ],
    [patient({ name: [] }), 'empty Patient.name'],
    [patient({ name: [{ given: [null] }] }), 'empty Patient.name[0].given[0]'],
    [patient({ name: [{}] }), 'warning empty Patient.name[0]'],
    [patient({ name: [{ id: 'only' }] }), 'warning empty Patient.name[0]'],
    [patient({ name: [{ given: ['A', 'B'], _given: [{ id: 'x' }] }] }), 'wrong-type Patient.name[0].given'],
    [patient({ contained: [{ resourceType: 'Nonsense' }] }), 'unknown-type Patient.contained[0]'],
    [
      patient({ contained: [{ resourceType: 'Patient', contained: [{ resourceType: 'Patient' }] }] }),
      'unknown-element Patient.contained[0]',
    ],
    [patient({ contained: [{ resourceType: 'Patient', foo: 1 }] }), 'unknown-element Patient.contained[0].foo'],
    [patient({ managingOrganization: { reference: '#o' } }), 'primitive Patient.managingOrganization'],
    [patient({ managingOrganization: { reference: 'nowhere' } }), 'primitive Patient.managingOrganization'],
    [patient({ managingOrganization: { reference: 'Nonsense/1' } }), 'primitive Patient.managingOrganization'],
    [patient({ managingOrganization: { reference: 'Patient/1' } }), 'warning wrong-type Patient.managingOrganization'],
    [
      { resourceType: 'Bundle', type: 'collection', entry: [{ resource: patient({ gender: 'm' }) }] },
      'required-binding Bundle.entry[0].resource.gender',
    ],
    [
      {
        resourceType: 'Questionnaire',
        status: 'draft',
        item: [{ linkId: '1', type: 'group', item: [{ linkId: '2', type: 'x' }] }],
      },
      'required-binding Questionnaire.item[0].item[0].type',
    ],
  ])('finds what is wrong with %j', (resource, issue) => {
    expect(found(resource)).toContain(issue);
  });

  it('holds a concept to its required value set, by system and code', () => {
    const system = 'http://terminology.hl7.org/CodeSystem/condition-clinical';
    const condition = (clinicalStatus: object) => ({
      resourceType: 'Condition',
      subject: { reference: 'Patient/p' },
      clinicalStatus,
    });
    expect(found(condition({ coding: [{ system, code: 'active' }] }))).toEqual([]);
    expect(found(condition({ extension: [{ url: 'u', valueCode: 'unknown' }] }))).toEqual([]);
    for (const coding of [[{ system, code: 'nonsense' }], [{ code: 'active' }], undefined]) {
      expect(found(condition({ text: 'x', ...(coding && { coding }) }))).toEqual([
        'required-binding Condition.clinicalStatus',
      ]);
    }
  });

  it('leaves alone the codes of systems that R4 does not list', () => {
    expect(codesOf('http://hl7.org/fhir/ValueSet/mimetypes')).toBeUndefined();
    expect(
      codesOf('http://hl7.org/fhir/ValueSet/administrative-gender')?.get('http://hl7.org/fhir/administrative-gender'),
    ).toEqual(new Set(['male', 'female', 'other', 'unknown']));
    expect(found({ resourceType: 'Binary', contentType: 'x/anything', data: 'AAAA' })).toEqual([]);
  });

  it.each([
    '<div xmlns="http://www.w3.org/1999/xhtml"><script>1</script></div>',
    '<div xmlns="http://www.w3.org/1999/xhtml"><p onclick="x">a</p></div>',
    '<div xmlns="http://www.w3.org/1999/xhtml"><a href=" javascript:x">a</a></div>',
    '<div xmlns="http://www.w3.org/1999/xhtml"><img src="https://elsewhere/x.png"/></div>',
    '<div xmlns="http://www.w3.org/1999/xhtml"><p style="background:url(http://x)">a</p></div>',
    '<div xmlns="http://www.w3.org/1999/xhtml"><iframe/></div>',
    '<div xmlns="http://www.w3.org/1999/xhtml"><p>a</div>',
    '<div xmlns="http://www.w3.org/1999/xhtml">a&nbsp;b</div>',
    '<!DOCTYPE div><div xmlns="http://www.w3.org/1999/xhtml">a</div>',
    '<p xmlns="http://www.w3.org/1999/xhtml">a</p>',
    '<div>a</div>',
    'a',
    '',
  ])('refuses the narrative %s', (div) => {
    expect(found(patient({ text: { status: 'generated', div } }))).toEqual(['primitive Patient.text.div']);
  });

  it('tells what was expected and never what was sent', () => {
    const issues = checkStructure(
      patient({ birthDate: 'Secret', gender: 'Secret', name: ['Secret'], deceasedBoolean: 'Secret' }),
    );
    expect(issues).toHaveLength(4);
    expect(JSON.stringify(issues)).not.toContain('Secret');
    expect(issues[0]?.text).toContain('YYYY-MM-DD');
    expect(checkStructure(observation({ value: 1 }))[0]?.text).toContain('valueQuantity');
    expect(checkStructure(patient({ birthdate: 'x' }))[0]?.text).toContain('write birthDate');
  });

  it('stops at a hundred issues', () => {
    expect(found(patient({ name: Array.from({ length: 500 }, () => 1) }))).toHaveLength(100);
  });

  it('reads the forms of primitives from nowhere else than the definitions', () => {
    const shelf = openShelf('profiles-types');
    for (const [type, form] of Object.entries(definedForms)) {
      expect(JSON.stringify(shelf.read(`http://hl7.org/fhir/StructureDefinition/${type}`)), type).toContain(
        JSON.stringify(form),
      );
    }
  });
});

describe.skipIf(!sharedDataPresent)('structure of the shared samples (needs ../shared/data)', () => {
  /**
   * Invalid by the standard: nested items without a linkId, which R4 asks for (Questionnaire.item.linkId is 1..1).
   */
  const invalid = ['bundle-questionnaire.json'];

  it.each(['fhir-r4-examples', 'ips-fhir', 'eu-eps-fhir'])('finds no error in %s', (folder) => {
    const files = samples(folder, '.json', '.xml');
    expect(files.length).toBeGreaterThan(10);
    for (const file of files) {
      const outcome = parseResource(sampleText(file), file.endsWith('.xml') ? 'xml' : 'json');
      if (!outcome.ok) throw new Error(`${file}: ${JSON.stringify(outcome.fault)}`);
      const errors = checkStructure(outcome.value).filter((issue) => issue.severity === 'error');
      if (invalid.some((name) => file.endsWith(`/${name}`))) {
        expect(new Set(errors.map((issue) => issue.code))).toEqual(new Set(['structure.cardinality']));
      } else expect(errors, file).toEqual([]);
    }
  });

  it('finds nothing at all in Synthea records, plain and gzipped', () => {
    const files = [
      ...samples('synthea/00-infrastructure', '.json'),
      ...samples('synthea/patients', '.json').slice(0, 3),
      ...samples('synthea/patients', '.json.gz').slice(0, 5),
    ];
    expect(files).toHaveLength(10);
    for (const file of files) {
      const parts = splitBundle(sampleText(file));
      if (!parts.ok) throw new Error(file);
      expect(checkStructure(parts.value.bundle), file).toEqual([]);
    }
  });
});
