import { composeSummary, type DocumentBundle, summaryTypes } from '#documents';
import type { Resource } from '#fhir';
import { withoutUnqualifiedIns } from '#identity';
import { type Outcome, ok } from '#kernel';
import type { PersonRecord } from '#records';
import type { Asker } from './asker.ts';
import { type Giving, unlessHidden } from './giving.ts';

/**
 * Document retrieval (country A): the summary of what the asker may see at this moment, in the person's own language,
 * so that the original terms are hers. `undefined` where the capability does not open or nothing may be seen.
 */
export async function retrieveDocument(
  giving: Giving,
  asker: Asker,
  documentCapability: string,
  interaction: string,
): Promise<Outcome<DocumentBundle | undefined>> {
  const patient = giving.capabilities.open('document', documentCapability, asker.bearer);
  if (patient === undefined) return ok(undefined);
  const record = unlessHidden(await giving.records.personRecord(asker.caller, patient, interaction, summaryTypes));
  if (!record.ok) return record;
  if (record.value === undefined) return ok(undefined);
  return ok(await summaryOf(giving, record.value));
}

async function summaryOf(giving: Giving, record: PersonRecord): Promise<DocumentBundle> {
  const parse = (version: { readonly text: string }) => JSON.parse(version.text) as Resource;
  const patient = withoutUnqualifiedIns(parse(record.patient));
  const resources = record.resources.map(parse);
  await giving.terminology.prepare(resources);
  return composeSummary({
    patient,
    resources,
    referenced: record.referenced.map(parse),
    custodian: { name: giving.nodeName, country: giving.country },
    language: languageOf(patient) ?? giving.language,
    terminology: giving.terminology,
    asOf: giving.clock.now().toISOString().slice(0, 10),
  });
}

/** The language that the person prefers, or else the first that she names. */
function languageOf(patient: Resource): string | undefined {
  type Communication = { preferred?: boolean; language?: { coding?: readonly { code?: string }[] } };
  const spoken = (patient.communication ?? []) as readonly Communication[];
  const chosen = spoken.find((one) => one.preferred === true) ?? spoken[0];
  return chosen?.language?.coding?.find((coding) => coding.code !== undefined)?.code;
}
