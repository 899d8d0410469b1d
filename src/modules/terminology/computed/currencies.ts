import type { CodeSystemContent, ConceptRow } from '../concepts.ts';
import { createListedContent } from './listed-content.ts';
import { platformDesignations, platformName } from './platform-names.ts';

/** Codes of ISO 4217 that are no money in circulation, which the platform leaves out of its list: funds, metals, tests. */
const besides = [
  'BOV',
  'CHE',
  'CHW',
  'CLF',
  'COU',
  'CUP',
  'MXV',
  'SLE',
  'USN',
  'UYI',
  'UYW',
  'VED',
  'XAG',
  'XAU',
  'XBA',
  'XBB',
  'XBC',
  'XBD',
  'XCG',
  'XDR',
  'XPD',
  'XPT',
  'XSU',
  'XTS',
  'XUA',
  'XXX',
  'ZWG',
] as const;

/** ISO 4217, alphabetic codes. Property `decimals`: digits after the point that amounts are given in. */
export const currencies: CodeSystemContent = createListedContent(
  {
    resourceType: 'CodeSystem',
    id: 'iso-4217',
    url: 'urn:iso:std:iso:4217',
    name: 'Currencies',
    title: 'Codes for the representation of currencies (ISO 4217)',
    status: 'active',
    caseSensitive: true,
    content: 'complete',
    language: 'en',
    property: [{ code: 'decimals', type: 'integer' }],
  },
  rows,
);

function* rows(): Generator<ConceptRow> {
  const codes = new Set<string>([...Intl.supportedValuesOf('currency'), ...besides]);
  for (const code of [...codes].sort()) {
    const { maximumFractionDigits: decimals } = new Intl.NumberFormat('en', {
      style: 'currency',
      currency: code,
    }).resolvedOptions();
    yield {
      code,
      display: platformName('currency', 'en', code) ?? code,
      designations: platformDesignations('currency', code),
      properties: [{ code: 'decimals', type: 'integer', value: String(decimals) }],
    };
  }
}
