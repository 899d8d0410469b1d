import type { Audit, AuditEntry } from '#audit';
import { translateDocument } from '#documents';
import type { Caller } from '#identity';
import { type Clock, type Fault, type FaultCode, fail, faultOf, type Outcome, ok } from '#kernel';
import type { Terminology } from '#terminology';
import type { ForeignSummary, SummaryRequest } from '../contract.ts';
import type { TrustEntry } from '../trust.ts';
import { isAbout } from './check-document.ts';
import type { EnteredTraits, PartnerTransport } from './partner-transport.ts';
import { readTraits } from './read-traits.ts';

export interface Asking {
  readonly partners: () => readonly TrustEntry[];
  readonly transportTo: (
    partner: TrustEntry,
    caller: Caller,
    request: SummaryRequest,
    traits: EnteredTraits,
  ) => Promise<PartnerTransport>;
  readonly terminology: Terminology;
  readonly audit: Pick<Audit, 'record'>;
  readonly clock: Clock;
}

const languageForm = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}$/;

/**
 * Country B: finds the person in the other country, fetches her summary and translates it for the reader. Each step is
 * logged with its outcome, durably, before anything is answered. The foreign record is not kept.
 */
export async function requestSummary(
  asking: Asking,
  caller: Caller,
  request: SummaryRequest,
): Promise<Outcome<ForeignSummary>> {
  const journal = createJournal(asking, caller, request);
  const prepared = prepare(asking, caller, request);
  if (!prepared.ok) return journal.endWith('request-abroad', prepared.fault);

  try {
    return await fetchSummary(asking, caller, request, prepared.value, journal);
  } catch (error) {
    // What was done before a defect showed is not forgotten: the other country may have given the record already.
    await journal.endWith('request-abroad', faultOf('internal', 'The node failed.'));
    throw error;
  }
}

async function fetchSummary(
  asking: Asking,
  caller: Caller,
  request: SummaryRequest,
  { partner, traits }: Prepared,
  journal: Journal,
): Promise<Outcome<ForeignSummary>> {
  const transport = await asking.transportTo(partner, caller, request, traits);
  const { discover, list, retrieve } = transport.interactions;
  try {
    const patient = await transport.discoverPatient(traits);
    if (!patient.ok) return await journal.endWith(discover, patient.fault);
    journal.add(discover, 'Patient');

    const summary = await transport.findSummary(patient.value);
    if (!summary.ok) return await journal.endWith(list, summary.fault);
    journal.add(list, 'DocumentReference');

    const document = await transport.retrieveDocument(summary.value);
    if (!document.ok) return await journal.endWith(retrieve, document.fault);
    if (!isAbout(document.value, traits)) return await journal.endWith(retrieve, anotherPerson);
    journal.add(retrieve, 'Bundle');

    await asking.terminology.prepare([document.value]);
    const result = translateDocument(document.value, request.language, asking.terminology);
    await journal.end();
    return ok({
      country: partner.country,
      traceId: caller.traceId,
      original: document.value,
      translated: result.document,
      translatedCodes: result.translated,
      untranslatedCodes: result.untranslated,
    });
  } finally {
    transport.close();
  }
}

interface Prepared {
  readonly partner: TrustEntry;
  readonly traits: EnteredTraits;
}

const anotherPerson = faultOf('gateway.bad-answer', 'The document is about another person than was asked for.');

function prepare(asking: Asking, caller: Caller, request: SummaryRequest): Outcome<Prepared> {
  if (caller.role !== 'professional' || caller.professional === undefined) {
    return fail('access.denied', 'Only a health professional asks for a record abroad.');
  }
  if (request.purpose !== 'TREAT' && request.purpose !== 'ETREAT') {
    return fail('access.reason-required', 'A record is asked for across a border only for treatment.', 'purpose');
  }
  if (!languageForm.test(request.language)) return fail('request.bad', 'This is not a language tag.', 'language');
  const partner = asking.partners().find((entry) => entry.country === request.country);
  if (partner === undefined) {
    return fail('gateway.unknown-country', 'This node does not exchange with that country.', 'country');
  }
  const traits = readTraits(partner.traits, request.traits, asking.clock.now());
  return traits.ok ? ok({ partner, traits: traits.value }) : traits;
}

const deniedCodes: ReadonlySet<FaultCode> = new Set([
  'access.denied',
  'access.reason-required',
  'gateway.no-match',
  'gateway.refused',
]);

type Journal = ReturnType<typeof createJournal>;

/** Gathers the entries of one request and writes them together. They name no patient: she has no record here. */
function createJournal(asking: Asking, caller: Caller, request: SummaryRequest) {
  const entries: AuditEntry[] = [];
  const organization = caller.professional?.healthcare_provider_name ?? caller.organization;
  const add = (interaction: string, type: string | undefined, fault?: Fault) => {
    entries.push({
      at: asking.clock.now(),
      traceId: caller.traceId,
      action: 'request-abroad',
      outcome: fault === undefined ? 'success' : deniedCodes.has(fault.code) ? 'denied' : 'failed',
      interaction,
      agent: {
        subject: caller.subject,
        name: caller.name,
        role: caller.professional?.hp_professional_role ?? caller.role,
        ...(organization === undefined ? {} : { organization }),
        country: caller.country,
        client: caller.client,
        ...(caller.address === undefined ? {} : { address: caller.address }),
      },
      purpose: request.purpose,
      rule: fault?.code ?? 'cross-border-treatment',
      objects: type === undefined ? [] : [{ type }],
    });
  };
  const end = () => asking.audit.record(entries);
  return {
    add: (interaction: string, type: string) => add(interaction, type),
    /** Resolves when every entry is durable. */
    end,
    /** The same, with what it ended with as the last entry; gives the outcome to answer. */
    async endWith(interaction: string, fault: Fault): Promise<Outcome<never>> {
      add(interaction, undefined, fault);
      await end();
      return { ok: false, fault };
    },
  };
}
