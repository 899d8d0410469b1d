import type { Restriction, SharingChoices } from '#access';
import type { CareCategory } from '#fhir';

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
