import type { Caller } from '#identity';
import { requireRecent } from '#identity';
import { fail, type Outcome, ok } from '#kernel';
import type { RecordPage } from '#records';
import { patientSummary } from '#rest';
import { type LinkWish, type MadeLink, mostLinks, passcodeAttempts } from './contract.ts';
import { addressOfLink, qrOf } from './health-link.ts';
import { digestOf, encryptFile, hashPasscode, newSecret } from './link-secret.ts';
import { type NewLink, putLink, viewOfLink } from './link-table.ts';
import { linkEntry, mayHandOver, type TakeAwayOptions } from './take-away-options.ts';
import { bundleOf, recordPages } from './whole-record.ts';

/** Characters of a record that one link hands over. */
const longestFile = 20_000_000;
/** Seconds since she last proved who she is: at a computer that was left open nobody else hands her record over. */
const recently = 900;

/** A copy of what the caller may see now, encrypted with a key that the link has and the node forgets. */
export async function makeLink(
  options: TakeAwayOptions,
  caller: Caller,
  patient: string,
  wish: LinkWish,
): Promise<Outcome<MadeLink>> {
  const may = await mayHandOver(options, caller, patient);
  if (!may.ok) return may;
  const recent = requireRecent(caller, recently, options.clock);
  if (!recent.ok) return recent;
  const file =
    wish.content === 'summary'
      ? await summaryFile(options, caller, patient, wish)
      : await recordFile(options, caller, patient);
  if (!file.ok) return file;
  const [secret, key] = [newSecret(), newSecret()];
  const created = options.clock.now();
  const link: NewLink = {
    id: digestOf(secret) ?? '',
    patient,
    content: wish.content,
    label: wish.label,
    created_by: caller.subject,
    created,
    expires: new Date(created.getTime() + wish.hours * 3_600_000),
    passcode: wish.passcode === undefined ? null : await hashPasscode(wish.passcode),
    attempts: passcodeAttempts,
    categories: file.value.categories,
    jwe: await encryptFile(Buffer.from(file.value.text), key, 'application/fhir+json'),
  };
  const kept = await options.db.transaction(async (tx) => {
    if (!(await putLink(tx, link, mostLinks))) return false;
    const { categories } = link;
    const event = { action: 'export', interaction: 'health-link-made', rule: may.value, patient, categories } as const;
    await options.audit.append(tx, [linkEntry(created, caller, event)]);
    return true;
  });
  if (!kept) return fail('health-link.most', `A person has at most ${mostLinks} links at a time.`);
  const address = addressOfLink({ publicUrl: options.node.publicUrl, secret, key, expires: link.expires, wish });
  const view = viewOfLink({ ...link, revoked: null, reads: 0, last_read: null }, created);
  return ok({ ...view, address, qr: qrOf(address) });
}

interface LinkedFile {
  readonly text: string;
  readonly categories: readonly string[];
}

/** The summary in the European exchange format, the part of the record for which it exists. */
async function summaryFile(
  options: TakeAwayOptions,
  caller: Caller,
  patient: string,
  { language }: LinkWish,
): Promise<Outcome<LinkedFile>> {
  const document = await patientSummary(options, caller, patient, language);
  if (!document.ok) return document;
  return ok({ text: JSON.stringify(document.value), categories: summaryParts });
}

/** The parts of which a summary is made. */
const summaryParts = [
  'allergies',
  'problems',
  'medicines',
  'pregnancy',
  'devices',
  'procedures',
  'vaccinations',
  'results',
  'vital-signs',
  'history',
  'social-history',
  'plan',
];

async function recordFile(options: TakeAwayOptions, caller: Caller, patient: string): Promise<Outcome<LinkedFile>> {
  const pages = await recordPages(options, caller, patient);
  if (!pages.ok) return pages;
  const categories = new Set<string>();
  const pieces: string[] = [];
  let length = 0;
  for await (const piece of bundleOf(noting(pages.value, categories), options.clock.now())) {
    length += piece.length;
    if (length > longestFile) {
      return fail(
        'health-link.too-large',
        'The record is larger than a link hands over: hand over the summary, or download it.',
      );
    }
    pieces.push(piece);
  }
  return ok({ text: pieces.join(''), categories: [...categories] });
}

async function* noting(pages: AsyncIterable<RecordPage>, categories: Set<string>): AsyncIterable<RecordPage> {
  for await (const page of pages) {
    for (const { category } of page.resources) categories.add(category);
    yield page;
  }
}
