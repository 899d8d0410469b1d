import {
  birthPlaceUrl,
  type IdentityStatus,
  identityStatusOf,
  inseeCodeUrl,
  insPayloadOf,
  isQualified,
  replacementOf,
} from '#identity';
import type { StoredVersion } from '#store';

/** What the identity desk sees of a person: who she is, by which identifiers she is known, and nothing of her health. */
export interface IdentityCard {
  readonly patient: string;
  /** Of the Patient resource. */
  readonly version: number;
  readonly status: IdentityStatus;
  readonly qualified: boolean;
  readonly active: boolean;
  readonly names: readonly { readonly use?: string; readonly family: string; readonly given: readonly string[] }[];
  readonly gender?: string;
  /** As it is recorded, whole or in part. */
  readonly birthDate?: string;
  /** INSEE code. */
  readonly birthPlace?: string;
  readonly identifiers: readonly { readonly system?: string; readonly value: string; readonly use?: string }[];
  /** The Patient that is in force in place of this one. */
  readonly replacedBy?: string;
  /** Patients that this one replaces. */
  readonly replaces: readonly string[];
  /** Payload of the INS datamatrix, where the identity is qualified. */
  readonly datamatrix?: string;
}

const mostOfEach = 20;

interface Elements {
  readonly [name: string]: unknown;
  readonly url?: unknown;
  readonly valueAddress?: Elements;
  readonly valueCoding?: Elements;
}

/** Traits and identifiers of a Patient; whatever else it says stays behind. */
export function identityCard({ id, version, text }: Pick<StoredVersion, 'id' | 'version' | 'text'>): IdentityCard {
  const patient = JSON.parse(text) as Elements & { readonly resourceType: string };
  const place = listOf(patient.extension).find(({ url }) => url === birthPlaceUrl)?.valueAddress;
  const birthPlace = listOf(place?.extension).find(({ url }) => url === inseeCodeUrl)?.valueCoding?.code;
  const payload = insPayloadOf(patient);
  const replacement = replacementOf(patient)?.replace(/^Patient\//, '');
  return {
    patient: id,
    version,
    status: identityStatusOf(patient),
    qualified: isQualified(patient),
    active: patient.active !== false,
    names: listOf(patient.name).map(({ use, family, given, text: words }) => ({
      ...(typeof use === 'string' ? { use } : {}),
      family: typeof family === 'string' ? family : typeof words === 'string' ? words : '',
      given: Array.isArray(given) ? given.filter((each): each is string => typeof each === 'string') : [],
    })),
    ...(typeof patient.gender === 'string' ? { gender: patient.gender } : {}),
    ...(typeof patient.birthDate === 'string' ? { birthDate: patient.birthDate } : {}),
    ...(typeof birthPlace === 'string' ? { birthPlace } : {}),
    identifiers: listOf(patient.identifier).flatMap(({ system, value, use }) =>
      typeof value !== 'string'
        ? []
        : [
            {
              value,
              ...(typeof system === 'string' ? { system } : {}),
              ...(typeof use === 'string' ? { use } : {}),
            },
          ],
    ),
    ...(replacement === undefined ? {} : { replacedBy: replacement }),
    replaces: listOf(patient.link).flatMap(({ type, other }) => {
      const { reference } = (other ?? {}) as Elements;
      return type === 'replaces' && typeof reference === 'string' ? [reference.replace(/^Patient\//, '')] : [];
    }),
    ...(payload.ok ? { datamatrix: payload.value } : {}),
  };
}

function listOf(value: unknown): readonly Elements[] {
  return Array.isArray(value)
    ? value.filter((each) => typeof each === 'object' && each !== null).slice(0, mostOfEach)
    : [];
}
