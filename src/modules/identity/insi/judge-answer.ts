import { checkPersonIdentifier } from '../person-identifier.ts';
import { type IdentityStatus, identityStatusOf, withIdentityStatus } from '../persons/identity-status.ts';
import type { ExtensionElement, NameElement, PatientElements } from '../persons/patient-elements.ts';
import {
  birthGivenNamesUrl,
  birthPlaceUrl,
  inseeCodeUrl,
  missingForQualification,
  strictTraitsOf,
} from '../persons/strict-traits.ts';
import type { InsiAnswer, InsiIdentity, InsiQuestion } from './contract.ts';
import { insiName } from './soap.ts';

export type InsiTrait = 'ins' | 'birthName' | 'givenNames' | 'sex' | 'birthDate' | 'birthPlace';

/** What an answer of INSi makes of a Patient. */
export interface InsiVerdict<P extends PatientElements> {
  readonly outcome: 'same' | 'different' | 'none' | 'several';
  /** What INSi has otherwise. */
  readonly differing: readonly InsiTrait[];
  /** The Patient with what INSi adds and its new status, where both are of one person. */
  readonly patient?: P;
}

const communes = 'https://mos.esante.gouv.fr/NOS/TRE_R13-CommuneOM/FHIR/TRE-R13-CommuneOM';

/** What INSi is asked of a Patient; undefined where a trait is missing that it cannot be asked without. */
export function insiQuestionOf(patient: PatientElements): InsiQuestion | undefined {
  const { birthName, firstGivenName, sex, birthDate, birthPlace } = strictTraitsOf(patient);
  if (birthName === undefined || firstGivenName === undefined || birthDate === undefined) return undefined;
  if (sex !== 'male' && sex !== 'female') return undefined;
  return { birthName, givenName: firstGivenName, sex, birthDate, ...(birthPlace === undefined ? {} : { birthPlace }) };
}

/**
 * Holds a Patient against what INSi answered (Référentiel INS; RNIV 1). Every strict trait and the INS that the Patient says
 * must be those of INSi, accents and case aside; what she does not say comes from INSi. `compared` says that her traits were
 * compared with a document of high confidence, now; who was validated before was. With it she becomes QUAL, without it RECUP,
 * and where anything differs nothing changes: neither source is guessed to be right.
 */
export function judgeInsiAnswer<P extends PatientElements>(
  patient: P,
  answer: InsiAnswer,
  compared: boolean,
): InsiVerdict<P> {
  if (answer.found !== 'one') return { outcome: answer.found, differing: [] };
  const { identity } = answer;
  const differing = differencesOf(patient, identity);
  if (differing.length > 0) return { outcome: 'different', differing };
  const before = identityStatusOf(patient);
  const after: IdentityStatus = compared || before === 'VALI' || before === 'QUAL' ? 'QUAL' : 'RECUP';
  const completed = withIdentityStatus(completedBy(patient, identity), after);
  // What even INSi does not know keeps an identity from being qualified.
  const isWhole = after !== 'QUAL' || missingForQualification(completed).length === 0;
  return { outcome: 'same', differing: [], patient: isWhole ? completed : withIdentityStatus(completed, 'RECUP') };
}

function differencesOf(patient: PatientElements, identity: InsiIdentity): readonly InsiTrait[] {
  const said = strictTraitsOf(patient);
  const theirs = insiName(identity.givenNames);
  const first = insiName(said.firstGivenName ?? '');
  const differs: Readonly<Record<InsiTrait, boolean>> = {
    ins:
      said.ins.some(({ system, value }) => plain(value) !== identity.ins || system !== `urn:oid:${identity.domain}`) ||
      !checkPersonIdentifier(`urn:oid:${identity.domain}`, identity.ins).ok,
    birthName: insiName(said.birthName ?? '') !== insiName(identity.birthName),
    givenNames:
      said.givenNames === undefined
        ? theirs !== first && !theirs.startsWith(`${first} `)
        : insiName(said.givenNames) !== theirs,
    sex: said.sex !== identity.sex,
    birthDate: said.birthDate !== identity.birthDate,
    birthPlace:
      said.birthPlace !== undefined && identity.birthPlace !== undefined && said.birthPlace !== identity.birthPlace,
  };
  return (Object.keys(differs) as InsiTrait[]).filter((trait) => differs[trait]);
}

function plain(value: string): string {
  return value.replaceAll(' ', '');
}

/** Adds the INS, the list of given names of birth and the place of birth, each where it is not said. */
function completedBy<P extends PatientElements>(patient: P, identity: InsiIdentity): P {
  const said = strictTraitsOf(patient);
  const names = patient.name ?? [];
  const official = names.find(({ use }) => use === 'official');
  const listed: ExtensionElement = { url: birthGivenNamesUrl, valueString: identity.givenNames };
  const place = {
    url: birthPlaceUrl,
    valueAddress: {
      extension: [{ url: inseeCodeUrl, valueCoding: { system: communes, code: identity.birthPlace ?? '' } }],
    },
  };
  const named = (name: NameElement) =>
    name === official && said.givenNames === undefined
      ? { ...name, extension: [...(name.extension ?? []), listed] }
      : name;
  return {
    ...patient,
    name: names.map(named),
    ...(said.ins.length > 0
      ? {}
      : {
          identifier: [
            ...(patient.identifier ?? []),
            { use: 'official', system: `urn:oid:${identity.domain}`, value: identity.ins },
          ],
        }),
    ...(said.birthPlace === undefined && identity.birthPlace !== undefined
      ? { extension: [...(patient.extension ?? []).filter(({ url }) => url !== birthPlaceUrl), place] }
      : {}),
  };
}
