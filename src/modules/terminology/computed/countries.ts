import { publishedDefinition } from '#fhir';
import type { CodeSystemContent, ConceptRow } from '../concepts.ts';
import { countryCodes } from './country-codes.ts';
import { createListedContent } from './listed-content.ts';
import { platformDesignations, platformName } from './platform-names.ts';

interface ListedCountries {
  readonly compose?: {
    readonly include: readonly { readonly concept?: readonly { readonly code: string; readonly display?: string }[] }[];
  };
}

/** ISO 3166-1: alpha-2, alpha-3 and numeric codes, and the two-letter codes that users may assign (clause 8.1.3). */
export const countries: CodeSystemContent = createListedContent(
  {
    resourceType: 'CodeSystem',
    id: 'iso-3166',
    url: 'urn:iso:std:iso:3166',
    version: '2018',
    name: 'Countries',
    title: 'Codes for the representation of names of countries (ISO 3166-1)',
    status: 'active',
    caseSensitive: true,
    content: 'complete',
    language: 'en',
    property: ['alpha-2', 'alpha-3', 'numeric'].map((code) => ({ code, type: 'code' })),
  },
  rows,
);

const userAssigned = 'User-assigned';
/** Kosovo: user-assigned, and widely used. */
const named = 'XK';

function* rows(): Generator<ConceptRow> {
  const { compose } = (publishedDefinition('http://hl7.org/fhir/ValueSet/iso3166-1-2') ?? {}) as ListedCountries;
  const published = compose?.include.flatMap(({ concept = [] }) => concept) ?? [];
  const shortNames = new Map(published.map(({ code, display }) => [code, display]));
  for (const spelling of [0, 1, 2] as const) {
    for (const codes of countryCodes) {
      const [alpha2, alpha3, numeric] = codes;
      yield {
        code: codes[spelling],
        display: shortNames.get(alpha2) ?? platformName('region', 'en', alpha2) ?? alpha2,
        designations: platformDesignations('region', alpha2),
        properties: [
          { code: 'alpha-2', type: 'code', value: alpha2 },
          { code: 'alpha-3', type: 'code', value: alpha3 },
          { code: 'numeric', type: 'code', value: numeric },
        ],
      };
    }
  }
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  const assigned = [
    'AA',
    ...letters.slice(12).map((letter) => `Q${letter}`),
    ...letters.map((letter) => `X${letter}`),
    'ZZ',
  ];
  for (const code of assigned) {
    yield {
      code,
      display: userAssigned,
      ...(code === named && { designations: platformDesignations('region', code) }),
    };
  }
}
