import { parseSearch, type Resource } from '#fhir';
import { type Caller, replacementOf, travelsBy } from '#identity';
import { type Outcome, ok } from '#kernel';
import type { StoredVersion } from '#store';
import type { PersonTraits } from './contract.ts';
import { decide, notFound } from './decide.ts';
import { logEntry, occasionOf, readingAction } from './log-entry.ts';
import type { RecordsOptions } from './options.ts';
import { everything, nothing } from './visible.ts';

const dateForm = /^\d{4}-\d{2}-\d{2}$/;
const longestTrait = 256;
/** Patients with one identifier: one that is in force, and those that were merged into it. */
const mostCandidates = 10;

/**
 * Patient discovery by exact traits (the demographics query of IHE PDQm, exact match only): identifier and whole birth
 * date must be those of one Patient whom the caller may see. No match, several, denied and malformed are one fault, and
 * each takes the same steps: search, decide, read, log.
 */
export async function findPersonByTraits(
  options: RecordsOptions,
  caller: Caller,
  traits: PersonTraits,
  interaction: string,
): Promise<Outcome<StoredVersion>> {
  const candidate = travelling(await candidateOf(options, traits), traits.identifier.system);
  const id = candidate?.id ?? options.ids.next();
  const view = await decide(options.access, caller, 'read', id);
  const found = await options.store.read('Patient', id, candidate === undefined ? nothing : view.visibility);
  const occasion = occasionOf(options, caller, interaction, view);
  if (found === undefined || found.deleted) {
    await options.audit.record([
      logEntry(occasion, {
        action: 'search',
        outcome: 'denied',
        patient: candidate?.id,
        objects: [{ type: 'Patient', ...(candidate === undefined ? {} : { id: candidate.id }) }],
      }),
    ]);
    return { ok: false, fault: view.refusal ?? notFound() };
  }
  await options.audit.record([
    logEntry(occasion, {
      action: readingAction(caller, 'search'),
      outcome: 'success',
      patient: found.compartment,
      objects: [found],
    }),
  ]);
  return ok(found);
}

/** By an INS only a qualified identity is found: one that is not must not travel (Référentiel INS). */
function travelling(candidate: StoredVersion | undefined, system: string): StoredVersion | undefined {
  return candidate !== undefined && travelsBy(JSON.parse(candidate.text) as Resource, system) ? candidate : undefined;
}

/** The one Patient who has these traits, whoever may see her. */
export async function candidateOf(options: RecordsOptions, traits: PersonTraits): Promise<StoredVersion | undefined> {
  const { system, value } = traits.identifier;
  const wellFormed =
    system !== '' &&
    value !== '' &&
    system.length <= longestTrait &&
    value.length <= longestTrait &&
    dateForm.test(traits.birthDate);
  const escaped = (text: string) => text.replace(/[\\|,$]/g, '\\$&');
  const query = parseSearch(
    'Patient',
    new URLSearchParams([
      ['identifier', wellFormed ? `${escaped(system)}|${escaped(value)}` : 'urn:none|none'],
      ['_count', String(mostCandidates)],
    ]),
  );
  if (!query.ok) return undefined;
  const page = await options.store.search(query.value, everything);
  const matches = page.ok ? page.value.matches : [];
  // Of a person whose Patients were merged there is one in force; a page that may go on settles nothing.
  const inForce = matches.filter(({ text }) => replacementOf(JSON.parse(text) as Resource) === undefined);
  const match = matches.length < mostCandidates && inForce.length === 1 ? inForce[0] : undefined;
  return match !== undefined && wellFormed && hasTraits(match.text, traits) ? match : undefined;
}

/** The index folds and normalises; identity is compared on the resource itself. */
function hasTraits(text: string, traits: PersonTraits): boolean {
  const patient = JSON.parse(text) as {
    readonly birthDate?: unknown;
    readonly active?: unknown;
    readonly identifier?: readonly { readonly system?: unknown; readonly value?: unknown; readonly use?: unknown }[];
  };
  if (patient.birthDate !== traits.birthDate) return false;
  return (patient.identifier ?? []).some(
    (each) => each.system === traits.identifier.system && each.value === traits.identifier.value && each.use !== 'old',
  );
}
