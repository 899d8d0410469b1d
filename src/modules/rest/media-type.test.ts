import { describe, expect, it } from 'vitest';
import { answerFormat, bodyFormat } from './media-type.ts';

const format = (accept: string | undefined, override?: string) => {
  const outcome = answerFormat(accept, override, ['json', 'xml', 'html']);
  return outcome.ok ? outcome.value : outcome.fault.code;
};

describe('answerFormat', () => {
  it('is JSON where nobody says', () => {
    expect(format(undefined)).toBe('json');
    expect(format('*/*')).toBe('json');
    expect(format('application/*')).toBe('json');
  });

  it('follows the weights of Accept', () => {
    expect(format('application/fhir+xml')).toBe('xml');
    expect(format('application/xml;q=0.2, application/fhir+json;q=0.9')).toBe('json');
    expect(format('text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8')).toBe('html');
    expect(format('application/json;q=0, application/xml;q=0.1')).toBe('xml');
  });

  it('lets _format go before, in each of its spellings', () => {
    expect(format('application/fhir+xml', 'json')).toBe('json');
    expect(format(undefined, 'application/fhir xml')).toBe('xml');
    expect(format(undefined, 'html')).toBe('html');
  });

  it('serves one version of FHIR', () => {
    expect(format('application/fhir+xml; fhirVersion=4.0')).toBe('xml');
    expect(format('application/fhir+json; fhirVersion=5.0, application/fhir+xml; q=0.1')).toBe('xml');
    expect(format('application/fhir+json; fhirVersion=3.0')).toBe('answer.media-type');
    expect(bodyFormat('application/fhir+json; fhirVersion="4.0.1"').ok).toBe(true);
    expect(bodyFormat('application/fhir+json; fhirVersion=5.0').ok).toBe(false);
  });

  it('refuses what it cannot write', () => {
    expect(format('image/png')).toBe('answer.media-type');
    expect(format(undefined, 'turtle')).toBe('answer.media-type');
    expect(format(';;;,,,q=')).toBe('answer.media-type');
  });
});

describe('bodyFormat', () => {
  it('knows the media types of FHIR and no others', () => {
    expect(bodyFormat('application/fhir+json; charset=UTF-8')).toEqual({ ok: true, value: 'json' });
    expect(bodyFormat('text/xml')).toEqual({ ok: true, value: 'xml' });
    for (const refused of [undefined, '', 'json', 'text/plain', 'text/html', 'application/json; charset=utf-16']) {
      expect(bodyFormat(refused)).toMatchObject({ ok: false, fault: { code: 'body.media-type' } });
    }
  });
});
