import { type CarePart, nameOfResource, ownAuthorOf, partsOf, type Resource } from '#fhir';
import type { Caller } from '#identity';
import { fail, faultOf, type Outcome, ok } from '#kernel';
import { type Answering, answeringFor } from './author-of.ts';
import { type CasesOptions, caseEntry, mayActFor, noSuchCase } from './case-options.ts';
import { countCases, type NewCase, putCase, viewOf } from './case-table.ts';
import {
  type CaseView,
  type CaseWish,
  type EntryFacts,
  mostOpen,
  mostOpened,
  type VisitFacts,
  type VisitTraces,
} from './contract.ts';
import { titleOf } from './title-of.ts';

const day = 86_400_000;

/**
 * Opens a case of a person (EHDS articles 6 and 9) for the one who answers it. Durable together with its entry in the log.
 */
export async function openCase(
  options: CasesOptions,
  caller: Caller,
  patient: string,
  wish: CaseWish,
): Promise<Outcome<CaseView>> {
  const may = await mayActFor(options, caller, patient);
  if (!may.ok) return may;
  const about =
    wish.kind === 'visit' ? await visitOf(options, patient, wish) : await entryOf(options, caller, patient, wish);
  if (!about.ok) return about;
  const { subject, answering } = about.value;
  const opened = options.clock.now();
  const person = await nameOf(options, caller, patient);
  const made: NewCase = {
    id: options.ids.next(),
    patient,
    person,
    kind: wish.kind,
    addressee: answering?.organization ?? '',
    addressee_name: answering?.name ?? null,
    subject,
    what: wish.what,
    why: wish.kind === 'entry' ? (wish.why ?? null) : null,
    wish: wish.kind === 'entry' ? (wish.wish ?? null) : null,
    opened_by: caller.subject,
    opened,
    due: oneMonthAfter(opened),
  };
  const kept = await options.db.transaction(async (tx) => {
    const since = new Date(opened.getTime() - mostOpened.days * day);
    const there = await countCases(tx, patient, since);
    if (there.open >= mostOpen) return 'most';
    if (there.opened >= mostOpened.cases) return 'too often';
    if (!(await putCase(tx, options.words, made))) return 'erased';
    const interaction = wish.kind === 'visit' ? 'case-opened' : 'rectification-asked';
    await options.audit.append(tx, [
      caseEntry(opened, caller, { action: 'create', interaction, rule: may.value, patient }),
    ]);
    return 'kept';
  });
  if (kept === 'erased') return { ok: false, fault: noSuchCase() };
  if (kept === 'most') return fail('case.most', `A person has at most ${mostOpen} open cases.`);
  if (kept === 'too often') {
    const words = `A person opens at most ${mostOpened.cases} cases within ${mostOpened.days} days.`;
    return { ok: false, fault: { ...faultOf('request.too-often', words), retryAfter: day / 1_000 } };
  }
  if (answering !== undefined) await letSee(options, caller, made, answering);
  return ok(viewOf({ ...made, state: 'open', answer: null, ended: null }, opened));
}

interface About {
  readonly subject: (VisitFacts & VisitTraces) | EntryFacts;
  readonly answering?: Answering;
}

/** The visit must stand in the log of this very person. */
async function visitOf(
  { audit }: CasesOptions,
  patient: string,
  wish: CaseWish & { readonly kind: 'visit' },
): Promise<Outcome<About>> {
  const from = new Date(wish.at);
  const to = new Date(from.getTime() + 1);
  let cursor: string | undefined;
  do {
    const page = await audit.accessLog({ patient, from, to, count: 200, ...(cursor === undefined ? {} : { cursor }) });
    const found = page.entries.find(({ id }) => id === wish.entry);
    if (found !== undefined) {
      const { agent, at, ...entry } = found;
      const parts = new Set(
        entry.objects.flatMap(({ category }): readonly CarePart[] => (category ? partsOf(category) : [])),
      );
      return ok({
        subject: {
          entry: entry.id,
          at: at.toISOString(),
          traceId: entry.traceId,
          name: agent.name,
          role: agent.role,
          ...(agent.organization === undefined ? {} : { organization: agent.organization }),
          country: agent.country,
          action: entry.action,
          interaction: entry.interaction,
          purpose: entry.purpose,
          rule: entry.rule,
          outcome: entry.outcome,
          parts: [...parts].filter((part) => part !== 'shared' && part !== 'unassigned'),
          account: agent.subject,
          app: agent.client,
        },
      });
    }
    cursor = page.next;
  } while (cursor !== undefined);
  return { ok: false, fault: noSuchCase() };
}

/** The entry must stand in the record of this very person, and be somebody else's: her own she changes herself. */
async function entryOf(
  options: CasesOptions,
  caller: Caller,
  patient: string,
  wish: CaseWish & { readonly kind: 'entry' },
): Promise<Outcome<About>> {
  const [type = '', id = ''] = wish.entry.split('/');
  const read = await options.records.read(caller, type, id, 'rectification');
  if (!read.ok) return read;
  if (read.value.compartment !== patient) return { ok: false, fault: noSuchCase() };
  const resource = JSON.parse(read.value.text) as Resource;
  if (ownAuthorOf(resource) !== undefined) {
    return fail('request.bad', 'What the person added herself she changes herself.', 'entry');
  }
  const answering = await answeringFor(options, caller, resource);
  return ok({
    subject: { address: wish.entry, version: read.value.version, ...titleOf(resource) },
    ...(answering === undefined ? {} : { answering }),
  });
}

/** By month, as people count: what is asked on 31 January is due on the last day of February. */
export function oneMonthAfter(moment: Date): Date {
  const due = new Date(moment);
  const day = due.getUTCDate();
  due.setUTCMonth(due.getUTCMonth() + 1);
  if (due.getUTCDate() !== day) due.setUTCDate(0);
  return due;
}

/**
 * Who is to correct an entry must see it: the organisation is let into the record until the answer is due, as the page
 * says. What she hides from it stays hidden.
 */
async function letSee(
  { records }: CasesOptions,
  caller: Caller,
  made: NewCase,
  { organization }: Answering,
): Promise<void> {
  await records.declareRelation(caller, {
    patient: made.patient,
    organization,
    origin: 'declared',
    from: made.opened,
    to: made.due,
  });
}

async function nameOf({ records }: CasesOptions, caller: Caller, patient: string): Promise<string> {
  const read = await records.read(caller, 'Patient', patient, 'read');
  return read.ok ? nameOfResource(JSON.parse(read.value.text)) : '';
}
