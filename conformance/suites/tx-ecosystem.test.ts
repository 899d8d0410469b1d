import { describe, expect, it } from 'vitest';
import { coreDefinitions, type Definition } from '#fhir';
import type { PerformTerminology, TerminologyOperation } from '../../src/modules/terminology/concepts.ts';
import { sourceOfDefinitions } from '../../src/modules/terminology/engine/definitions-source.ts';
import { createTerminologyEngine } from '../../src/modules/terminology/engine/engine.ts';
import { overlaidSource, sourceOfResources } from '../../src/modules/terminology/engine/overlaid-source.ts';
import { type EcosystemCase, ecosystemCases, inR5, type Json, mismatch, present, readJson } from './tx-ecosystem.ts';

/** Cases of each mode that passed when this was written; they only grow. */
const passedBefore: Readonly<Record<string, number>> = { general: 436, 'tx.fhir.org': 11 };

const operations: Readonly<Record<string, TerminologyOperation>> = {
  expand: 'ValueSet/$expand',
  'validate-code': 'ValueSet/$validate-code',
  'cs-validate-code': 'CodeSystem/$validate-code',
  lookup: 'CodeSystem/$lookup',
  translate: 'ConceptMap/$translate',
  'batch-validate': 'ValueSet/$batch-validate-code',
};

const core = sourceOfDefinitions(coreDefinitions());
const engines = new Map<string, PerformTerminology>();

function engineFor({ suite, setup }: EcosystemCase): PerformTerminology {
  const before = engines.get(suite);
  if (before !== undefined) return before;
  const resources = setup.map((name) => readJson(name) as unknown as Definition);
  const { perform } = createTerminologyEngine({ source: overlaidSource(sourceOfResources(resources), core) });
  engines.set(suite, perform);
  return perform;
}

function requestOf({ request, profile }: EcosystemCase): Definition {
  const own = request === undefined ? [] : parametersOf(readJson(request));
  const more = profile === undefined ? [] : parametersOf(readJson(profile));
  return { resourceType: 'Parameters', parameter: [...own, ...more] } as unknown as Definition;
}

function parametersOf(resource: Json): readonly unknown[] {
  return (resource.parameter as readonly unknown[] | undefined) ?? [];
}

/** Why a case cannot pass here, by its suite and name; of all others what is wrong is told. */
const reasons: readonly (readonly [RegExp, string])[] = [
  [/^snomed\/|^sct-ecl\/|\/(snomed|sct)-/, 'needs a SNOMED CT edition, which is not in the folder'],
  [/^tx\.fhir\.org\/loinc-/, 'needs LOINC, which is not in the folder'],
  [/^omop\//, 'needs the OMOP vocabularies, which are not in the folder'],
  [/^icd-11\//, 'needs ICD-11, which is not in the folder'],
  [/^bugs\/(cpt|ndc|undefined)/, 'needs a licensed or American code system, which is not in the folder'],
  [/^(compare|related2)\//, 'the operation $related is a candidate of the reference server'],
  [
    /^metadata\//,
    'is asked of the node, whose statement names all but two things: the day of its release, and the version of these cases',
  ],
  [/^UCUM\/|^langcodes\/|^bugs\/3166/, 'tells the words in which the reference server renders a grammar'],
  [
    /^overload\/expand-(all-merged|enum-good|enum-bad|exclude-versioned)$/,
    'asks for a display that its own code system does not have in that version ("Display 2" for "Display #2")',
  ],
  [
    /^validation\/validation-simple-coding-bad-system$|^errors\/unknown-system2$/,
    'asks for words without the quotation marks that the same message has in the other templates',
  ],
];

function reasonFor({ suite, name }: EcosystemCase, fault: string): string {
  return reasons.find(([cases]) => cases.test(`${suite}/${name}`))?.[1] ?? fault;
}

/** What is wrong with the answer to a case; undefined where nothing is. */
async function faultOf(one: EcosystemCase): Promise<string | undefined> {
  const operation = operations[one.operation];
  if (operation === undefined) return `the operation ${one.operation} is not one of the engine's`;
  const { status, resource } = await engineFor(one)(operation, {
    parameters: requestOf(one),
    languages: one.languages,
  });
  const wanted = one.status ?? '2xx';
  if (!new RegExp(`^${wanted.replaceAll('x', '\\d')}$`).test(String(status))) {
    return `status ${status} instead of ${wanted}: ${JSON.stringify(resource).slice(0, 300)}`;
  }
  return mismatch(readJson(one.response), inR5(resource));
}

describe.skipIf(!present)('test cases of the terminology ecosystem (needs ../shared/data/tx-ecosystem)', () => {
  it('answers as the templates ask', async () => {
    const passed = new Map<string, number>();
    const counted = new Map<string, number>();
    const lines: string[] = [];
    for (const one of ecosystemCases()) {
      counted.set(one.mode, (counted.get(one.mode) ?? 0) + 1);
      const fault = await faultOf(one);
      if (fault === undefined) passed.set(one.mode, (passed.get(one.mode) ?? 0) + 1);
      else lines.push(`  ${one.mode} ${one.suite}/${one.name}: ${reasonFor(one, fault)}`);
    }
    const totals = [...counted].map(([mode, count]) => `${mode} ${passed.get(mode) ?? 0} of ${count}`);
    console.info(`tx-ecosystem: ${totals.join(', ')}\n${lines.join('\n')}`);
    for (const [mode, least] of Object.entries(passedBefore)) {
      expect(passed.get(mode) ?? 0, mode).toBeGreaterThanOrEqual(least);
    }
  });
});
