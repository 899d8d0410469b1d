import { parseSearch, type Resource } from '#fhir';
import {
  type Caller,
  type ComparedTrait,
  candidateSearches,
  type IdentityStatus,
  type Insi,
  type InsiTrait,
  identityStatusOf,
  insiQuestionOf,
  insOf,
  judgeInsiAnswer,
  type MatchGrade,
  matchedTraits,
  matchPerson,
  mergePersons,
  type PersonPair,
  partPersons,
  personTraits,
  replacementOf,
} from '#identity';
import { type Fault, fail, isResourceId, type Outcome, ok } from '#kernel';
import type { StoredVersion, Write } from '#store';
import { decide, notFound, roleRefusal } from './decide.ts';
import { type IdentityCard, identityCard } from './identity-card.ts';
import { entriesByPerson, logEntry, type Occasion, occasionOf } from './log-entry.ts';
import type { RecordsOptions } from './options.ts';
import { everything } from './visible.ts';

/** Two Patients that may be one person: by their ids, the smaller first, and by how they compare, never by what they say. */
export interface LikelyPair {
  readonly one: string;
  readonly other: string;
  readonly grade: MatchGrade;
  /** Probability, 0 to 1. */
  readonly score: number;
  /** Both carry the same INS, so that they are one person, or one of them carries another's. */
  readonly sharedIns: boolean;
  /** What they both say, and say otherwise. */
  readonly differing: readonly ComparedTrait[];
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
/** Candidates of one search: whoever is like more people than these is found from their side. */
const mostCandidates = 50;
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
      const words = reason.trim();
      if (words.length < reasonLength.least || words.length > reasonLength.most || /\p{Cc}/u.test(words)) {
        return fail('request.bad', 'Say why, in 10 to 500 characters.', 'reason');
      }
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
  };
}

async function pageOfPatients({ store }: RecordsOptions, cursor: string | undefined) {
  const query = parseSearch('Patient', new URLSearchParams([['_count', String(patientsAtOnce)]]));
  if (!query.ok) return query;
  return store.search({ ...query.value, total: 'none', ...(cursor === undefined ? {} : { cursor }) }, everything);
}

/** Everybody in force who is like this one, each with how sure it is. */
async function pairsOf({ store }: RecordsOptions, stored: StoredVersion): Promise<readonly LikelyPair[]> {
  const patient = resourceOf(stored);
  if (replacementOf(patient) !== undefined) return [];
  const found = new Map<string, LikelyPair>();
  for (const search of candidateSearches(patient)) {
    const params = new URLSearchParams(search.map(([name, value]) => [name, value]));
    const query = parseSearch('Patient', params, { handling: 'lenient' });
    // A trait that no search can say leaves the others.
    if (!query.ok || query.value.criteria.length !== search.length) continue;
    const page = await store.search({ ...query.value, count: mostCandidates, total: 'none' }, everything);
    for (const other of page.ok ? page.value.matches : []) {
      if (other.id === stored.id || found.has(other.id)) continue;
      if (replacementOf(resourceOf(other)) !== undefined) continue;
      const pair = pairOf(stored, other);
      if (pair.sharedIns || pair.grade === 'certain' || pair.grade === 'probable') found.set(other.id, pair);
    }
  }
  return [...found.values()];
}

function pairOf(a: StoredVersion, b: StoredVersion): LikelyPair {
  const [one, other] = a.id < b.id ? [a, b] : [b, a];
  const [first, second] = [resourceOf(one), resourceOf(other)];
  const [mine, theirs] = [personTraits(first), personTraits(second)];
  const numbers = new Set(insOf(second).map(({ value }) => value.replaceAll(' ', '')));
  return {
    one: one.id,
    other: other.id,
    ...matchPerson(mine, theirs),
    sharedIns: insOf(first).some(({ value }) => numbers.has(value.replaceAll(' ', ''))),
    differing: matchedTraits(mine, theirs).filter(({ agreement }) => agreement !== 'same'),
  };
}

/** Whoever changed one of the two in the meantime is not overruled. */
function updateOf({ id, version }: StoredVersion, resource: Resource): Write {
  return { op: 'update', type: 'Patient', id, resource, source: JSON.stringify(resource), ifVersion: version };
}

function resourceOf({ text }: StoredVersion): Resource {
  return JSON.parse(text) as Resource;
}
