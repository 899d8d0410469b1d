import { parseSearch, type Resource } from '#fhir';
import {
  type Caller,
  type IdentityStatus,
  type Insi,
  type InsiTrait,
  identityStatusOf,
  insiQuestionOf,
  judgeInsiAnswer,
  mergePersons,
  type PersonPair,
  partPersons,
  replacementOf,
} from '#identity';
import { type Fault, fail, isResourceId, type Outcome, ok } from '#kernel';
import type { StoredVersion, Write } from '#store';
import { decide, notFound, roleRefusal } from './decide.ts';
import { type IdentityCard, identityCard } from './identity-card.ts';
import { type Likeness, likenessOf, likePersons } from './like-persons.ts';
import { entriesByPerson, logEntry, type Occasion, occasionOf } from './log-entry.ts';
import type { RecordsOptions } from './options.ts';
import { everything } from './visible.ts';

/** Two Patients that may be one person: by their ids, the smaller first, and by how they compare, never by what they say. */
export interface LikelyPair extends Likeness {
  readonly one: string;
  readonly other: string;
}

/** Somebody at the desk who may be no Patient here yet, with those who are like her, the likeliest first. */
export interface LikelyPersons {
  readonly said: IdentityCard;
  readonly candidates: readonly (Likeness & { readonly person: IdentityCard })[];
}

export interface LikelyPairs {
  readonly pairs: readonly LikelyPair[];
  /** Patients that were looked at. */
  readonly looked: number;
  /** Where to go on; none at the end. */
  readonly next?: string;
}

/** What the identity desk does with persons, for who administers the node. Traits and identifiers are all that it sees. */
export interface IdentityDesk {
  /**
   * Compares the next hundred Patients with whoever is like them. The log tells that it was done, and of how many; who was
   * compared alone does not find it in hers.
   */
  likelyPairs(caller: Caller, cursor: string | undefined): Promise<Outcome<LikelyPairs>>;
  /** Persons by their ids, in that order; each finds the look in her log. Fault: `resource.not-found` where one is not there. */
  cards(caller: Caller, patients: readonly string[]): Promise<Outcome<readonly IdentityCard[]>>;
  /** How two persons compare now; both find the look in their logs. */
  compare(caller: Caller, one: string, other: string): Promise<Outcome<ComparedPersons>>;
  /**
   * Links two Patients of one person, or parts them again. Each finds it in her log, which the reason is bound to. Faults:
   * `request.bad` for a reason of fewer than 10 or more than 500 characters, `resource.not-found`, `identity.merge`,
   * `version.conflict` where one of them changed meanwhile.
   */
  relate(caller: Caller, act: 'merge' | 'unmerge', pair: PairOfIds, reason: string): Promise<Outcome<void>>;
  /**
   * Asks INSi about a person, and writes what its answer makes of her: the log has that her traits were disclosed before they
   * are. `proof` names the document that they were compared with, and binds to the entry. Faults: `resource.not-found`,
   * `identity.incomplete` where INSi cannot be asked, `insi.unavailable`, `version.conflict`.
   */
  askInsi(caller: Caller, insi: Insi, patient: string, proof: string | undefined): Promise<Outcome<InsiResult>>;
  /** Who is like somebody of whom this is known, ten at most; each of them finds the look in her log. */
  likely(caller: Caller, person: Resource): Promise<Outcome<LikelyPersons>>;
  /**
   * Makes a Patient of somebody who has none, with a reason as for `relate`, and answers the id. Fault: `identity.certain`
   * where one who is in force is certainly she, `version.concurrent` while another is made.
   */
  register(caller: Caller, person: Resource, reason: string): Promise<Outcome<string>>;
}

export interface InsiResult {
  readonly outcome: 'same' | 'different' | 'none' | 'several';
  readonly differing: readonly InsiTrait[];
  readonly status: IdentityStatus;
}

export interface ComparedPersons extends LikelyPair {
  readonly persons: readonly [IdentityCard, IdentityCard];
}

export interface PairOfIds {
  /** Is given up. */
  readonly source: string;
  /** Stays in force. */
  readonly target: string;
}

const patientsAtOnce = 100;
/** Candidates that the desk is shown for one person. */
const mostLikely = 10;
const reasonLength = { least: 10, most: 500 } as const;

export function createIdentityDesk(options: RecordsOptions): IdentityDesk {
  const { store, audit } = options;

  /** Decides on the role alone, so that what is refused is refused alike for everybody, there or not. */
  const enter = async (caller: Caller, interaction: string): Promise<Outcome<Occasion>> => {
    const view = await decide(options.access, caller, 'administer', undefined);
    const occasion = occasionOf(options, caller, interaction, view);
    if (view.permitted) return ok(occasion);
    await audit.record([
      logEntry(occasion, { action: 'administer', outcome: 'denied', objects: [{ type: 'Patient' }] }),
    ]);
    return { ok: false, fault: roleRefusal() };
  };

  const readAll = async (ids: readonly string[]): Promise<readonly StoredVersion[] | undefined> => {
    if (!ids.every(isResourceId)) return undefined;
    const found = await store.readMany(
      ids.map((id) => ({ type: 'Patient', id })),
      everything,
    );
    const there = found.filter((one): one is StoredVersion => one !== undefined && !one.deleted);
    return there.length === ids.length ? there : undefined;
  };

  /** The persons, with a log entry for each that is durable. */
  const look = async (occasion: Occasion, ids: readonly string[]): Promise<Outcome<readonly StoredVersion[]>> => {
    const found = await readAll(ids);
    await audit.record(
      found === undefined
        ? [logEntry(occasion, { action: 'administer', outcome: 'failed', objects: [{ type: 'Patient' }] })]
        : entriesByPerson(occasion, 'administer', found),
    );
    return found === undefined ? { ok: false, fault: notFound() } : ok(found);
  };

  const registerAlone = async (occasion: Occasion, person: Resource, words: string): Promise<Outcome<string>> => {
    const there = (await likePersons(options, person)).some(
      (stored) => likenessOf(person, resourceOf(stored)).grade === 'certain',
    );
    if (there) {
      const objects = [{ type: 'Patient' }];
      await audit.record([logEntry(occasion, { action: 'create', outcome: 'failed', objects })]);
      return fail('identity.certain', 'A person of this node is certainly the same. Link the sign-in to her record.');
    }
    const id = options.ids.next();
    const resource = { ...person, id };
    const written = await store.commit({
      writes: [{ op: 'create', type: 'Patient', id, resource, source: JSON.stringify(resource) }],
      entries: (results) =>
        results.map(({ stored }) => ({
          audit: logEntry(occasion, {
            action: 'create',
            outcome: 'success',
            patient: stored.compartment,
            objects: [stored],
            words,
          }),
          written: results,
        })),
    });
    return written.ok ? ok(id) : written;
  };

  return {
    async likelyPairs(caller, cursor) {
      const entered = await enter(caller, 'identity-desk-search');
      if (!entered.ok) return entered;
      const page = await pageOfPatients(options, cursor);
      if (!page.ok) return page;
      const looked = page.value.matches.length;
      const entry = logEntry(entered.value, {
        action: 'administer',
        outcome: 'success',
        objects: [{ type: 'Patient' }],
      });
      await audit.record([looked > 1 ? { ...entry, more: looked - 1 } : entry]);
      const pairs = new Map<string, LikelyPair>();
      for (const stored of page.value.matches) {
        for (const pair of await pairsOf(options, stored)) pairs.set(`${pair.one} ${pair.other}`, pair);
      }
      const { next } = page.value;
      return ok({ pairs: [...pairs.values()], looked, ...(next === undefined ? {} : { next }) });
    },

    async cards(caller, patients) {
      const entered = await enter(caller, 'identity-desk');
      if (!entered.ok) return entered;
      const found = await look(entered.value, patients.slice(0, patientsAtOnce));
      return found.ok ? ok(found.value.map(identityCard)) : found;
    },

    async compare(caller, one, other) {
      const entered = await enter(caller, 'identity-desk');
      if (!entered.ok) return entered;
      const found = await look(entered.value, [one, other]);
      if (!found.ok) return found;
      const [first, second] = found.value;
      if (first === undefined || second === undefined || first.id === second.id)
        return { ok: false, fault: notFound() };
      return ok({ ...pairOf(first, second), persons: [identityCard(first), identityCard(second)] });
    },

    async relate(caller, act, { source, target }, reason) {
      const entered = await enter(caller, `$${act}`);
      if (!entered.ok) return entered;
      const said = wordsOf(reason);
      if (!said.ok) return said;
      const words = said.value;
      const refuse = async (fault: Fault): Promise<Outcome<never>> => {
        const objects = [source, target].filter(isResourceId).map((id) => ({ type: 'Patient', id }));
        await audit.record([logEntry(entered.value, { action: 'update', outcome: 'failed', objects })]);
        return { ok: false, fault };
      };
      const [given, kept] = (await readAll([source, target])) ?? [];
      if (given === undefined || kept === undefined) return refuse(notFound());
      const pair: PersonPair<Resource> = { source: resourceOf(given), target: resourceOf(kept) };
      const linked = act === 'merge' ? mergePersons(pair) : partPersons(pair);
      if (!linked.ok) return refuse(linked.fault);
      const written = await store.commit({
        writes: [updateOf(given, linked.value.source), updateOf(kept, linked.value.target)],
        entries: (results) =>
          results.map(({ stored }, index) => ({
            audit: logEntry(entered.value, {
              action: 'update',
              outcome: 'success',
              patient: stored.compartment,
              objects: [stored],
              words,
            }),
            ...(index === 0 ? { written: results } : {}),
          })),
      });
      return written.ok ? ok(undefined) : refuse(written.fault);
    },

    async askInsi(caller, insi, patient, proof) {
      const entered = await enter(caller, 'insi');
      if (!entered.ok) return entered;
      const [stored] = (await readAll([patient])) ?? [];
      const question = stored === undefined ? undefined : insiQuestionOf(resourceOf(stored));
      const words = proof === undefined ? {} : { words: proof };
      const entryOf = (version: StoredVersion, action: 'disclose' | 'update') =>
        logEntry(entered.value, {
          action,
          outcome: 'success',
          patient: version.compartment,
          objects: [version],
          ...words,
        });
      if (stored === undefined || question === undefined) {
        const objects = [{ type: 'Patient' }];
        await audit.record([logEntry(entered.value, { action: 'disclose', outcome: 'failed', objects })]);
        return stored === undefined
          ? { ok: false, fault: notFound() }
          : fail(
              'identity.incomplete',
              'INSi is asked by birth name, first given name, sex and birth date.',
              'Patient',
            );
      }
      await audit.record([entryOf(stored, 'disclose')]);
      const answer = await insi.search(question);
      if (!answer.ok) return answer;
      const before = resourceOf(stored);
      const { outcome, differing, patient: after } = judgeInsiAnswer(before, answer.value, proof !== undefined);
      if (after === undefined) return ok({ outcome, differing, status: identityStatusOf(before) });
      const written = await store.commit({
        writes: [updateOf(stored, after)],
        entries: (results) => results.map((result) => ({ audit: entryOf(result.stored, 'update'), written: results })),
      });
      return written.ok ? ok({ outcome, differing, status: identityStatusOf(after) }) : written;
    },

    async likely(caller, person) {
      const entered = await enter(caller, 'identity-desk');
      if (!entered.ok) return entered;
      const found = (await likePersons(options, person))
        .map((stored) => ({ stored, likeness: likenessOf(person, resourceOf(stored)) }))
        .filter(({ likeness }) => likeness.sharedIns || likeness.grade !== 'certainly-not')
        .sort((one, other) => other.likeness.score - one.likeness.score)
        .slice(0, mostLikely);
      const looked = found.map(({ stored }) => stored);
      const nobody = logEntry(entered.value, { action: 'administer', outcome: 'success', objects: [] });
      await audit.record(looked.length === 0 ? [nobody] : entriesByPerson(entered.value, 'administer', looked));
      return ok({
        said: identityCard({ id: '', version: 0, text: JSON.stringify(person) }),
        candidates: found.map(({ stored, likeness }) => ({ ...likeness, person: identityCard(stored) })),
      });
    },

    async register(caller, person, reason) {
      const entered = await enter(caller, 'identity-desk');
      if (!entered.ok) return entered;
      const said = wordsOf(reason);
      if (!said.ok) return said;
      // Two at once would each find nobody, and make two Patients of one person.
      return options.transact(async (tx) => {
        const [lock] = await tx.query<{ readonly taken: boolean }>(
          `select pg_try_advisory_xact_lock(hashtextextended('identity-desk register', 0)) as taken`,
          [],
        );
        return lock?.taken === true
          ? registerAlone(entered.value, person, said.value)
          : fail('version.concurrent', 'Somebody else is made a Patient at this moment. Try again.');
      });
    },
  };
}

function wordsOf(reason: string): Outcome<string> {
  const words = reason.trim();
  if (words.length < reasonLength.least || words.length > reasonLength.most || /\p{Cc}/u.test(words)) {
    return fail('request.bad', 'Say why, in 10 to 500 characters.', 'reason');
  }
  return ok(words);
}

async function pageOfPatients({ store }: RecordsOptions, cursor: string | undefined) {
  const query = parseSearch('Patient', new URLSearchParams([['_count', String(patientsAtOnce)]]));
  if (!query.ok) return query;
  return store.search({ ...query.value, total: 'none', ...(cursor === undefined ? {} : { cursor }) }, everything);
}

/** Everybody in force who is probably this one, each with how sure it is. */
async function pairsOf(options: RecordsOptions, stored: StoredVersion): Promise<readonly LikelyPair[]> {
  const patient = resourceOf(stored);
  if (replacementOf(patient) !== undefined) return [];
  return (await likePersons(options, patient))
    .filter(({ id }) => id !== stored.id)
    .map((other) => pairOf(stored, other))
    .filter(({ sharedIns, grade }) => sharedIns || grade === 'certain' || grade === 'probable');
}

function pairOf(a: StoredVersion, b: StoredVersion): LikelyPair {
  const [one, other] = a.id < b.id ? [a, b] : [b, a];
  return { one: one.id, other: other.id, ...likenessOf(resourceOf(one), resourceOf(other)) };
}

/** Whoever changed one of the two in the meantime is not overruled. */
function updateOf({ id, version }: StoredVersion, resource: Resource): Write {
  return { op: 'update', type: 'Patient', id, resource, source: JSON.stringify(resource), ifVersion: version };
}

function resourceOf({ text }: StoredVersion): Resource {
  return JSON.parse(text) as Resource;
}
