import type { CareRelation } from '#access';

/** Who treats the person: an organisation with all who work there, or one practitioner. Days are those of the country. */
export interface RelationLine {
  readonly organization?: { readonly id: string; readonly name: string };
  readonly practitioner?: { readonly id: string; readonly name: string };
  readonly origin: CareRelation['origin'];
  readonly state: 'coming' | 'in-force' | 'over';
  readonly from: string;
  /** The last day. */
  readonly until?: string;
  /** The person ended it, on that day. */
  readonly ended?: string;
}

/** What `POST /api/care-team/:patient` takes, and with it what `POST /api/care-team/:patient/end` ends. */
export interface RelationWish {
  readonly organization?: string;
  readonly practitioner?: string;
}

/** What `POST /api/care-team/:patient/end` answers. */
export interface EndedRelation {
  /** Organisations that treat her still and at which the practitioner works: through them he may see on. */
  readonly through: readonly { readonly id: string; readonly name: string }[];
}
