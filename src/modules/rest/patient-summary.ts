import { composeSummary, type DocumentBundle, renderDocument, summaryTypes } from '#documents';
import type { Resource } from '#fhir';
import { type Caller, withoutUnqualifiedIns } from '#identity';
import { fail, isResourceId, type Outcome, ok } from '#kernel';
import type { StoredVersion } from '#records';
import type { Terminology } from '#terminology';
import { acceptedLanguages, isLanguageTag } from './accept-language.ts';
import type { FhirDeps } from './fhir-deps.ts';

/**
 * Patient/[id]/$summary: the International Patient Summary (IPS, operation summary) of what the caller may see, as a
 * document Bundle in `language`. The same record gives the same bytes all day (UTC): what is current is judged by the
 * day, so that a medicine whose period is over leaves the summary although nobody touched the record.
 */
export async function patientSummary(
  deps: Pick<FhirDeps, 'node' | 'clock'> & {
    readonly records: Pick<FhirDeps['records'], 'personRecord'>;
    readonly terminology: Terminology;
  },
  caller: Caller,
  patient: string,
  language: string,
): Promise<Outcome<DocumentBundle>> {
  if (!isResourceId(patient)) {
    return fail('resource.not-found', 'There is no such resource, or you may not know of it.');
  }
  const record = await deps.records.personRecord(caller, patient, '$summary', summaryTypes);
  if (!record.ok) return record;
  const { name, country } = deps.node;
  const resources = record.value.resources.map(parse);
  await deps.terminology.prepare(resources);
  return ok(
    composeSummary({
      patient: withoutUnqualifiedIns(parse(record.value.patient)),
      resources,
      referenced: record.value.referenced.map(parse),
      custodian: { name, country },
      language,
      terminology: deps.terminology,
      asOf: deps.clock.now().toISOString().slice(0, 10),
    }),
  );
}

/** The summary as a page for people. */
export function summaryPage(deps: FhirDeps, document: DocumentBundle, language: string): string {
  return renderDocument(document, { language, terminology: deps.terminology });
}

/** The reader's language: `?language=` first, then Accept-Language by its weights, then the node's own. */
export function readerLanguage(asked: string | null, header: string | undefined, standard: string): string {
  if (asked !== null && isLanguageTag(asked)) return asked;
  return acceptedLanguages(header)[0] ?? standard;
}

function parse(stored: StoredVersion): Resource {
  return JSON.parse(stored.text) as Resource;
}
