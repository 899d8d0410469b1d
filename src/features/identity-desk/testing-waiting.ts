import type { Resource } from '#fhir';
import type { RecordLink, WaitingSignIn, WaitingSignIns } from '#identity';
import { fail, ok } from '#kernel';

const claire = {
  resourceType: 'Patient',
  name: [{ use: 'official', family: 'MOREAU', given: ['Claire', 'Jeanne'] }],
  gender: 'female',
  birthDate: '1984-03-12',
} as unknown as Resource;

/** Waiting sign-ins without an upstream: what the desk does with them is seen from outside. */
export function waitingInMemory() {
  const kept = new Map<string, WaitingSignIn>();
  const links = new Map<string, RecordLink>();
  const linked: string[] = [];
  const gone = () => fail('resource.not-found', 'No sign-in waits under this reference.');
  const signIns: WaitingSignIns = {
    list: async () => ({ waiting: [...kept.values()], open: kept.size }),
    open: async (reference) => kept.get(reference),
    async link(_, reference, patient) {
      if (!kept.delete(reference)) return gone();
      linked.push(patient);
      links.set(patient, { id: `link-${patient}`, kind: 'franceconnect', made: new Date(), byDesk: true });
      return ok(undefined);
    },
    refuse: async (_, reference) => (kept.delete(reference) ? ok(undefined) : gone()),
    links: async (patient) => [...links].flatMap(([id, link]) => (id === patient ? [link] : [])),
    async unlink(_, patient, link) {
      return links.get(patient)?.id === link && links.delete(patient) ? ok({ account: 'acc' }) : gone();
    },
  };
  return {
    signIns,
    /** Patients that were linked, in their order. */
    linked,
    /** One sign-in waits, and nothing else. */
    begin(reference: string, patient: Resource = claire) {
      const now = new Date();
      kept.clear();
      kept.set(reference, {
        reference,
        kind: 'franceconnect',
        label: 'FranceConnect',
        assurance: 'substantial',
        cause: 'none',
        first: now,
        last: now,
        times: 1,
        until: new Date(now.getTime() + 86_400_000),
        name: 'Claire',
        traits: {
          by: 'strict-traits',
          birthName: 'MOREAU',
          givenNames: ['Claire', 'Jeanne'],
          sex: 'female',
          birthDate: '1984-03-12',
        },
        patient,
      });
    },
  };
}
