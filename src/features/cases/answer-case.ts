import type { Resource } from '#fhir';
import type { Caller } from '#identity';
import { fail, type Outcome, ok } from '#kernel';
import { mayAdminister } from '#records';
import { type CasesOptions, caseEntry, mayActFor, noSuchCase } from './case-options.ts';
import { casesFor, deskViewOf, endCase, findCase, type KeptCase } from './case-table.ts';
import type { AnswerWish, Desk, EntryFacts } from './contract.ts';

/** Whose desk a caller sits at, and by which rule: the operator's (''), or that of the organisation he works for. */
async function deskOf(
  options: CasesOptions,
  caller: Caller,
  interaction: string,
): Promise<Outcome<{ readonly addressee: string; readonly rule: string }>> {
  if (caller.role === 'professional' && caller.organization !== undefined) {
    // The role must be one that may document treatment; which records it reaches is asked when it corrects one.
    const decision = await options.access.decide({ caller, act: 'write' });
    if (decision.permit) return ok({ addressee: caller.organization, rule: 'ehds-6-rectification' });
    const { rule } = decision;
    const denied = { action: 'read', interaction, rule, outcome: 'denied' } as const;
    await options.audit.record([caseEntry(options.clock.now(), caller, denied)]);
    return fail('access.denied', 'Your role does not allow this kind of act.');
  }
  const rule = await mayAdminister(options, caller, interaction);
  return rule.ok ? ok({ addressee: '', rule: rule.value }) : rule;
}

/** What waits for an answer of the caller's organisation, or of the operator. Each person finds in her log that it was read. */
export async function readDesk(options: CasesOptions, caller: Caller): Promise<Outcome<Desk>> {
  const desk = await deskOf(options, caller, 'case');
  if (!desk.ok) return desk;
  const { addressee, rule } = desk.value;
  const kept = await casesFor(options, addressee);
  const now = options.clock.now();
  const persons = [...new Set(kept.filter(({ state }) => state === 'open').map(({ patient }) => patient))];
  await options.audit.record(
    persons.map((patient) => caseEntry(now, caller, { action: 'read', interaction: 'case', rule, patient })),
  );
  const known = addressee === '' ? kept.map(() => true) : await entriesKnown(options, caller, kept);
  return ok({
    of: addressee === '' ? 'operator' : 'organization',
    cases: kept.map((one, n) => deskViewOf(known[n] === true ? one : withoutTitle(one), now)),
  });
}

/** Of which cases the caller may see the entry: not everybody of an organisation may see all that it answers for. */
function entriesKnown({ records }: CasesOptions, caller: Caller, kept: readonly KeptCase[]) {
  return records.knownOf(
    caller,
    kept.map(({ patient, subject }) => {
      const { address, version } = subject as EntryFacts;
      const [type = '', id = ''] = address.split('/');
      return { type, id, version, compartment: patient };
    }),
  );
}

/** What the entry is about is in its title; who may not see it is left with what the person says to the organisation. */
function withoutTitle(kept: KeptCase): KeptCase {
  const { address, version } = kept.subject as EntryFacts;
  return { ...kept, subject: { address, version, title: address.split('/')[0] ?? '' } };
}

/** Ends a case with an answer. A correction must be there before it is said to be. */
export async function answerCase(
  options: CasesOptions,
  caller: Caller,
  id: string,
  wish: AnswerWish,
): Promise<Outcome<void>> {
  const desk = await deskOf(options, caller, 'case-answered');
  if (!desk.ok) return desk;
  const kept = await findCase(options, id);
  if (kept === undefined || kept.addressee !== desk.value.addressee || kept.state === 'closed') {
    return { ok: false, fault: noSuchCase() };
  }
  if (kept.state !== 'open') return fail('case.ended', 'The case has been answered already.');
  const byOperator = desk.value.addressee === '';
  // The operator reads no record, so that he corrects none: he answers, or refuses with a reason.
  const fitting =
    kept.kind === 'visit' ? ['answered'] : byOperator ? ['answered', 'refused'] : ['corrected', 'withdrawn', 'refused'];
  if (!fitting.includes(wish.outcome))
    return fail('request.bad', `outcome must be one of ${fitting.join(', ')}.`, 'outcome');
  const done = await carryOut(options, caller, kept, wish);
  if (!done.ok) return done;
  const at = options.clock.now();
  const ended = await options.db.transaction(async (tx) => {
    const end = { state: wish.outcome, answer: wish.answer, by: caller.subject, at };
    if (!(await endCase(tx, options.words, kept, end))) return false;
    await options.audit.append(tx, [
      caseEntry(at, caller, {
        action: 'update',
        interaction: 'case-answered',
        rule: desk.value.rule,
        patient: kept.patient,
      }),
    ]);
    return true;
  });
  return ended ? ok(undefined) : fail('case.ended', 'The case has been answered already.');
}

/** What the answer says of the entry is done, or has been done, with the rights of who answers. */
async function carryOut(
  { records }: CasesOptions,
  caller: Caller,
  kept: KeptCase,
  { outcome }: AnswerWish,
): Promise<Outcome<void>> {
  if (outcome !== 'corrected' && outcome !== 'withdrawn') return ok(undefined);
  const { address, version } = kept.subject as EntryFacts;
  const [type = '', id = ''] = address.split('/');
  const read = await records.read(caller, type, id, 'rectification');
  if (outcome === 'corrected') {
    if (read.ok && read.value.version > version) return ok(undefined);
    return read.ok ? fail('case.not-corrected', 'The entry is still the version that the person means.') : read;
  }
  if (!read.ok) return read;
  const withdrawn = inError(JSON.parse(read.value.text) as Resource);
  if (withdrawn === undefined)
    return fail('request.bad', 'An entry of this type cannot be marked as entered in error.');
  const draft = { resource: withdrawn, source: JSON.stringify(withdrawn) };
  const changed = await records.change(
    caller,
    [{ op: 'update', id, ifVersion: read.value.version, draft }],
    'rectification',
  );
  return changed.ok ? ok(undefined) : changed;
}

/** Types whose status knows `entered-in-error`. */
const statusTypes: ReadonlySet<string> = new Set([
  'CarePlan',
  'DiagnosticReport',
  'DocumentReference',
  'Encounter',
  'FamilyMemberHistory',
  'Immunization',
  'MedicationAdministration',
  'MedicationDispense',
  'MedicationRequest',
  'MedicationStatement',
  'Observation',
  'Procedure',
  'ServiceRequest',
]);

/** The entry marked as entered in error, by the element that R4 has for it; undefined where it has none. */
function inError(resource: Resource): Resource | undefined {
  const { resourceType } = resource;
  if (statusTypes.has(resourceType)) return { ...resource, status: 'entered-in-error' };
  const system = {
    Condition: 'http://terminology.hl7.org/CodeSystem/condition-ver-status',
    AllergyIntolerance: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-verification',
  }[resourceType];
  if (system === undefined) return undefined;
  // con-5, ait-2: what was entered in error has no clinical status.
  const { clinicalStatus: _, ...rest } = resource;
  return { ...rest, verificationStatus: { coding: [{ system, code: 'entered-in-error' }] } } as Resource;
}

/** She takes an open case back. */
export async function closeCase(
  options: CasesOptions,
  caller: Caller,
  patient: string,
  id: string,
): Promise<Outcome<void>> {
  const may = await mayActFor(options, caller, patient);
  if (!may.ok) return may;
  const kept = await findCase(options, id);
  if (kept === undefined || kept.patient !== patient) return { ok: false, fault: noSuchCase() };
  const at = options.clock.now();
  const ended = await options.db.transaction(async (tx) => {
    if (!(await endCase(tx, options.words, kept, { state: 'closed', answer: null, by: caller.subject, at })))
      return false;
    const event = { action: 'delete', interaction: 'case-closed', rule: may.value, patient } as const;
    await options.audit.append(tx, [caseEntry(at, caller, event)]);
    return true;
  });
  return ended ? ok(undefined) : fail('case.ended', 'The case has ended already.');
}
