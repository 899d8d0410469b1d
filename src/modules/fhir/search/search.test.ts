import { describe, expect, it } from 'vitest';
import { dateInterval } from './date-interval.ts';
import { fold } from './fold.ts';
import { numberInterval } from './number-interval.ts';
import { parseSearch } from './parse-search.ts';

const utc = (text: string) => Date.parse(text);

describe('intervals', () => {
  it.each([
    ['2024', '2024-01-01T00:00:00Z', '2025-01-01T00:00:00Z'],
    ['2024-02', '2024-02-01T00:00:00Z', '2024-03-01T00:00:00Z'],
    ['2024-02-29', '2024-02-29T00:00:00Z', '2024-03-01T00:00:00Z'],
    ['2024-02-29T10:30Z', '2024-02-29T10:30:00Z', '2024-02-29T10:31:00Z'],
    ['2024-02-29T10:30:05+02:00', '2024-02-29T08:30:05Z', '2024-02-29T08:30:06Z'],
    ['2024-02-29T10:30:05.5Z', '2024-02-29T10:30:05.500Z', '2024-02-29T10:30:05.600Z'],
    ['2024-02-29T10:30:05.1234Z', '2024-02-29T10:30:05.123Z', '2024-02-29T10:30:05.124Z'],
    ['0099', '0099-01-01T00:00:00Z', '0100-01-01T00:00:00Z'],
  ])('takes %s by its precision', (text, low, high) => {
    expect(dateInterval(text)).toEqual({ low: utc(low), high: utc(high) });
  });

  it.each([
    '',
    '24',
    '2024-13',
    '2023-02-29',
    '2024-1-1',
    '2024-01-01T25:00',
    '2024-01-01T10',
    'x',
    '2024-01-01T10:00:00+15:00',
  ])('takes %s for no date', (text) => {
    expect(dateInterval(text)).toBeUndefined();
  });

  it('takes numbers by the digits that are written', () => {
    expect(numberInterval('100')).toEqual({ low: 99.5, high: 100.5 });
    expect(numberInterval('5.40')?.low).toBeCloseTo(5.395, 9);
    expect(numberInterval('1e2')).toEqual({ low: 50, high: 150 });
    const { low, high } = numberInterval('176.35499866729558') ?? { low: 0, high: 0 };
    expect(low).toBeLessThan(high);
    for (const text of ['', 'x', '1.', '.5', '1e400', '--1', 'Infinity', '9'.repeat(400)]) {
      expect(numberInterval(text), text).toBeUndefined();
    }
  });

  it.each([
    ['Müller-Lüdenscheidt', 'muller ludenscheidt'],
    ["O'Brien", 'obrien'],
    ['  João   da  Conceição ', 'joao da conceicao'],
    ['Straße Ærø Łódź', 'strasse aero lodz'],
    ['Γιώργος', 'γιωργοσ'],
    ['ΓΙΩΡΓΟΣ', 'γιωργοσ'],
    ['Ταΰγετος', 'ταυγετοσ'],
    ['İstanbul Irmak ışık', 'istanbul irmak isik'],
    ['Ђорђе Ћирић', 'ђорђе ћирић'],
    ['Йордан Вълчев', 'иордан вълчев'],
    ['ЙОРДАН ВЪЛЧЕВ', 'иордан вълчев'],
    ['Сергій Ґудзь', 'сергіи гудзь'],
    ["Мар'яна Марʼяна", 'маряна маряна'],
    ['Gal·la Paral·lel', 'galla parallel'],
    ['Ħamrun Ġgantija', 'hamrun ggantija'],
    ['Ștefan Țepeș', 'stefan tepes'],
    ['Şahin Ţ', 'sahin t'],
    ['Dvořák Čapek Žižka', 'dvorak capek zizka'],
    ['Őry Ünnepű', 'ory unnepu'],
    ['Þórður Guðmundsson', 'thordur gudmundsson'],
    ['Søren Kierkegård', 'soren kierkegard'],
    ['Lūcija Ķeniņa', 'lucija kenina'],
    ['Žemaitė Ąžuolas', 'zemaite azuolas'],
    ['Đorđević', 'dordevic'],
    ['Ǆemal', 'dzemal'],
    ['Ĳsbrand', 'ijsbrand'],
    ['Ŋuorra Ŧ', 'nuorra t'],
    ['Ó Súilleabháin', 'o suilleabhain'],
    ['...', ''],
  ])('folds %s', (text, folded) => {
    expect(fold(text)).toBe(folded);
  });
});

describe('parseSearch', () => {
  const parse = (type: string, query: string, options = {}) => parseSearch(type, new URLSearchParams(query), options);
  const firstValue = (type: string, query: string, options = {}) => {
    const outcome = parse(type, query, options);
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.fault));
    return outcome.value.criteria[0]?.values[0];
  };
  const codeOf = (type: string, query: string) => {
    const outcome = parse(type, query);
    return outcome.ok ? undefined : outcome.fault.code;
  };

  it.each([
    ['Patient', 'gender=male', { kind: 'token', code: 'male' }],
    ['Patient', 'identifier=s|c', { kind: 'token', system: 's', code: 'c' }],
    ['Patient', 'identifier=|c', { kind: 'token', system: '', code: 'c' }],
    ['Patient', 'identifier=s|', { kind: 'token', system: 's' }],
    ['Patient', 'identifier=a\\|b\\,c', { kind: 'token', code: 'a|b,c' }],
    ['Patient', 'name=L%C3%A9o', { kind: 'string', text: 'Léo', folded: 'leo' }],
    ['Condition', 'patient=p', { kind: 'reference', type: 'Patient', id: 'p' }],
    ['Condition', 'subject=p', { kind: 'reference', id: 'p' }],
    ['Condition', 'subject:Patient=p', { kind: 'reference', type: 'Patient', id: 'p' }],
    ['Condition', 'subject=Group/g', { kind: 'reference', type: 'Group', id: 'g' }],
    ['Condition', 'subject=http://here/fhir/Patient/p', { kind: 'reference', type: 'Patient', id: 'p' }],
    ['Condition', 'subject=http://else/Patient/p', { kind: 'reference', url: 'http://else/Patient/p' }],
    ['Patient', 'birthdate=ge1984-03', { kind: 'date', prefix: 'ge', low: utc('1984-03-01'), high: utc('1984-04-01') }],
    [
      'Observation',
      'date=2024-01-01T10:00:00%2B01:00',
      { kind: 'date', prefix: 'eq', low: utc('2024-01-01T09:00:00Z'), high: utc('2024-01-01T09:00:01Z') },
    ],
    [
      'Observation',
      'date=2024-01-01T10:00:00+01:00',
      { kind: 'date', prefix: 'eq', low: utc('2024-01-01T09:00:00Z'), high: utc('2024-01-01T09:00:01Z') },
    ],
    [
      'Observation',
      'value-quantity=gt5|u|mg',
      { kind: 'quantity', prefix: 'gt', low: 4.5, high: 5.5, system: 'u', code: 'mg' },
    ],
    ['Observation', 'value-quantity=5||mg', { kind: 'quantity', prefix: 'eq', low: 4.5, high: 5.5, code: 'mg' }],
    ['RiskAssessment', 'probability=lt-1', { kind: 'number', prefix: 'lt', low: -1.5, high: -0.5 }],
    ['ValueSet', 'url=http://x', { kind: 'uri', value: 'http://x' }],
    ['Patient', 'name:missing=true', { kind: 'missing', missing: true }],
    ['Patient', '_id=p', { kind: 'token', code: 'p' }],
  ])('reads %s?%s', (type, query, value) => {
    expect(firstValue(type, query, { baseUrl: 'http://here/fhir' })).toEqual(value);
  });

  it.each([
    ['Patient', 'foo=1', 'search.unknown-parameter'],
    ['Patient', '_include=Patient:name', 'search.bad-value'],
    ['Patient', '_include=Patient', 'search.bad-value'],
    ['Patient', '_include=Observation:subject', 'search.bad-value'],
    ['Patient', '_include=Patient:organization:Practitioner', 'search.bad-value'],
    ['Patient', '_include:recurse=Patient:organization', 'search.unsupported-modifier'],
    ['Patient', '_revinclude=*', 'search.bad-value'],
    ['Patient', '_revinclude=Observation:encounter', 'search.bad-value'],
    ['Patient', Array.from({ length: 31 }, () => '_include=*').join('&'), 'search.too-broad'],
    ['Patient', '_has=x', 'search.unknown-parameter'],
    ['Patient', '_has:Observation:patient=x', 'search.unknown-parameter'],
    ['Patient', '_has:Nonsense:patient:code=x', 'search.unknown-parameter'],
    ['Patient', '_has:Observation:code:code=x', 'search.unknown-parameter'],
    ['Patient', '_has:Observation:encounter:code=x', 'search.unknown-parameter'],
    ['Patient', '_has:Observation:patient:foo=x', 'search.unknown-parameter'],
    ['Condition', 'code.name=x', 'search.unknown-parameter'],
    ['Condition', 'patient.foo=x', 'search.unknown-parameter'],
    ['Condition', 'subject:Device.name=x', 'search.unsupported-modifier'],
    ['Condition', 'patient.birthdate=x', 'search.bad-value'],
    ['Provenance', 'target._id=x', 'search.unknown-parameter'],
    ['Observation', 'patient.organization.partof.partof.name=x', 'search.too-broad'],
    [
      'Patient',
      '_has:Observation:patient:_has:Observation:has-member:_has:Observation:has-member:_has:Observation:has-member:code=1',
      'search.too-broad',
    ],
    ['Patient', Array.from({ length: 31 }, () => 'organization.name=x').join('&'), 'search.too-broad'],
    ['Observation', 'code-value-quantity=1', 'search.bad-value'],
    ['Patient', '_text:exact=x', 'search.unsupported-modifier'],
    ['Patient', '_text="x y"', 'search.bad-value'],
    ['Patient', '_content=(x', 'search.bad-value'],
    ['Patient', '_content=not x', 'search.bad-value'],
    ['Patient', '_content=...', 'search.bad-value'],
    ['Patient', '__proto__=x', 'search.unknown-parameter'],
    ['Patient', 'constructor=x', 'search.unknown-parameter'],
    ['Patient', 'name:text=x', 'search.unsupported-modifier'],
    ['Patient', 'gender:in=x', 'search.bad-value'],
    ['Patient', 'gender:of-type=a|b|c', 'search.unsupported-modifier'],
    ['Patient', 'identifier:of-type=a|b', 'search.bad-value'],
    ['Patient', 'gender:above=x', 'search.bad-value'],
    ['Patient', 'gender:below=|x', 'search.bad-value'],
    ['Patient', '_profile:below=http://x', 'search.unsupported-modifier'],
    ['Patient', '_id:text=x', 'search.unsupported-modifier'],
    ['Patient', '_list=$current-allergies', 'search.bad-value'],
    ['Patient', '_filter=x', 'search.bad-value'],
    ['Patient', '_filter=nonsense eq x', 'search.unknown-parameter'],
    ['Patient', '_filter=family po x', 'search.unsupported-modifier'],
    ['Patient', '_filter=family:exact eq x', 'search.unsupported-modifier'],
    ['Patient', `_filter=${'('.repeat(1000)}`, 'search.bad-value'],
    ['Patient', `_filter=${'gender eq x and '.repeat(101)}gender eq x`, 'search.bad-value'],
    ['Patient', '_query=x', 'search.unknown-parameter'],
    ['Patient', '_contained=some', 'search.bad-value'],
    ['Patient', '_type=Patient', 'search.unknown-parameter'],
    ['Condition', 'subject:Device=x', 'search.unsupported-modifier'],
    ['Patient', 'birthdate:exact=2020', 'search.unsupported-modifier'],
    ['Patient', 'birthdate=20', 'search.bad-value'],
    ['Patient', 'name=', 'search.bad-value'],
    ['Patient', 'name=-', 'search.bad-value'],
    ['Patient', 'name=a%00', 'search.bad-value'],
    ['Patient', 'gender=male,', 'search.bad-value'],
    ['Patient', 'identifier=|', 'search.bad-value'],
    ['Patient', 'identifier=a|b|c', 'search.bad-value'],
    ['Patient', 'name:missing=x', 'search.bad-value'],
    ['Condition', 'subject=a b', 'search.bad-value'],
    ['Observation', 'value-quantity=5|mg', 'search.bad-value'],
    ['Patient', '_count=x', 'search.bad-value'],
    ['Patient', '_count=1&_count=2', 'search.bad-value'],
    ['Patient', '_total=x', 'search.bad-value'],
    ['Patient', '_sort=foo', 'search.unknown-parameter'],
    ['Patient', `_id=${Array.from({ length: 501 }, (_, id) => id).join()}`, 'search.too-broad'],
    ['Patient', Array.from({ length: 41 }, () => 'name=a').join('&'), 'search.too-broad'],
    ['Patient', `name=${'a'.repeat(20_001)}`, 'search.too-broad'],
    ['Nonsense', '', 'structure.unknown-type'],
  ])('refuses %s?%s', (type, query, code) => {
    expect(codeOf(type, query)).toBe(code);
  });

  it('names an unknown parameter and passes over it only when asked to', () => {
    const strict = parse('Patient', 'foo=Secret&name=x');
    expect(!strict.ok && strict.fault.issues[0]?.text).toContain('foo');
    expect(JSON.stringify(strict)).not.toContain('Secret');
    const lenient = parse('Patient', 'foo=1&name=x', { handling: 'lenient' });
    expect(lenient.ok && [lenient.value.criteria.length, lenient.value.canonical]).toEqual([1, 'name=x']);
  });

  it('reads how much is wanted and in which order', () => {
    const query = parse('Patient', '_count=5000&_sort=-birthdate,family&_total=accurate&_cursor=abc&_format=json');
    if (!query.ok) throw new Error(JSON.stringify(query.fault));
    const { count, sort, total, cursor } = query.value;
    expect([count, total, cursor]).toEqual([1000, 'accurate', 'abc']);
    expect(sort.map(({ parameter, descending }) => [parameter.code, descending])).toEqual([
      ['birthdate', true],
      ['family', false],
    ]);
    for (const asked of ['_count=0', '_summary=count']) {
      const alone = parse('Patient', asked);
      expect(alone.ok && [alone.value.count, alone.value.total]).toEqual([0, 'accurate']);
    }
    const plain = parse('Patient', '');
    expect(plain.ok && [plain.value.count, plain.value.total, plain.value.canonical]).toEqual([20, 'none', '']);
  });

  it('says the same search in the same words', () => {
    const one = parse('Patient', 'name=b&gender=male&name=a&_cursor=x&_count=3');
    const other = parse('Patient', '_count=3&name=a&name=b&gender=male');
    expect(one.ok && one.value.canonical).toBe('_count=3&gender=male&name=a&name=b');
    expect(other.ok && other.value.canonical).toBe(one.ok && one.value.canonical);
  });

  it('refuses a filter that names what is unknown, even where unknown parameters may be passed over', () => {
    const asked = new URLSearchParams({ _filter: 'gender eq male and nonsense eq x' });
    const read = parseSearch('Patient', asked, { handling: 'lenient' });
    expect(read.ok ? 'ok' : read.fault.code).toBe('search.unknown-parameter');
    expect(parseSearch('Patient', new URLSearchParams({ nonsense: 'x' }), { handling: 'lenient' }).ok).toBe(true);
  });
});
