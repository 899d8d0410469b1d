/** A FHIR R4 resource as parsed from JSON. Elements are read through the definitions, so they are `unknown` here. */
export interface Resource {
  readonly resourceType: string;
  readonly id?: string;
  readonly meta?: { readonly versionId?: string; readonly lastUpdated?: string; readonly [element: string]: unknown };
  readonly [element: string]: unknown;
}

/**
 * The person whose record a resource belongs to.
 * `patient` is the id of a Patient of this node (for a Patient, its own id); absent where the resource belongs to nobody
 * (Organization, Medication, ...) or names no person of this node.
 */
export interface Compartment {
  readonly patient?: string;
}

/**
 * The part of a health record that a resource belongs to. Restrictions and the sections of the patient summary speak in
 * these. `shared` is what is nobody's record (directory, definitions); `unassigned` is personal by type but names nobody.
 */
export const careCategories = [
  'identity',
  'problems',
  'allergies',
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
  'administrative',
  'shared',
  'unassigned',
] as const;
export type CareCategory = (typeof careCategories)[number];

/** What a caller may see, in a form that SQL applies, so that counts and pages can neither show nor count what is hidden. */
export interface Visibility {
  /** `directory`: resources of category `shared`. `all`: also `unassigned`. */
  readonly common: 'none' | 'directory' | 'all';
  readonly persons: 'all' | readonly VisiblePerson[];
}

export interface VisiblePerson {
  readonly patient: string;
  /** Categories of this person's record that are hidden from the caller. */
  readonly hidden: readonly CareCategory[];
}
