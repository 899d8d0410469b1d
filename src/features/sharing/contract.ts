import type { Restriction, SharingChoices } from '#access';
import type { CareCategory } from '#fhir';
import type { ReaderEffect } from '#records';

/** What `GET /api/sharing/:patient` answers. `changed` is an instant. */
export interface SharingAnswer {
  readonly crossBorder: SharingChoices['crossBorder'];
  readonly restrictions: readonly Restriction[];
  /** Codes of labels that the person shares, though the policy of the node would withhold them. */
  readonly shared?: SharingChoices['shared'];
  readonly changed?: string;
}

/** What `PUT /api/sharing/:patient` takes: all choices, not a difference. */
export type SharingWish = Pick<SharingAnswer, 'crossBorder' | 'restrictions' | 'shared'>;

/** What `POST /api/sharing/:patient/preview` answers: what the choices would do, for each kind of reader. */
export interface SharingPreview {
  readonly readers: readonly ReaderEffect[];
}

/** What `GET /api/sharing/:patient/history` answers, newest first. */
export interface SharingHistory {
  readonly versions: readonly (Omit<SharingAnswer, 'changed'> & {
    readonly version: number;
    readonly from: string;
    /** Absent while it is in force. */
    readonly to?: string;
    /** Chosen by the account that asks. */
    readonly bySelf: boolean;
  })[];
}

/** The parts of a record that a person may hide, in the order of the page. */
export const restrictableParts = [
  'allergies',
  'problems',
  'medicines',
  'vaccinations',
  'results',
  'vital-signs',
  'procedures',
  'devices',
  'history',
  'pregnancy',
  'social-history',
  'plan',
  'encounters',
  'documents',
] as const satisfies readonly CareCategory[];
export type RestrictablePart = (typeof restrictableParts)[number];
