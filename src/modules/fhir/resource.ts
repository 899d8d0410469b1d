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
 * The parts of a health record. Restrictions, the sections of the patient summary and the log that people read speak in
 * these. `shared` is what is nobody's record (directory, definitions); `unassigned` is personal by type but names nobody.
 */
export const careParts = [
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
export type CarePart = (typeof careParts)[number];

/** What belongs to two parts at once: a caesarean is a procedure and tells of a pregnancy. */
const compositeParts = {
  'pregnancy-problems': ['pregnancy', 'problems'],
  'pregnancy-results': ['pregnancy', 'results'],
  'pregnancy-procedures': ['pregnancy', 'procedures'],
  'pregnancy-plan': ['pregnancy', 'plan'],
  'pregnancy-encounters': ['pregnancy', 'encounters'],
} as const satisfies Readonly<Record<string, readonly CarePart[]>>;
type CompositeCategory = keyof typeof compositeParts;

/** Where a resource is kept: the part that it belongs to, or the composite of its parts. One value, so that SQL needs one column. */
export type CareCategory = CarePart | CompositeCategory;
export const careCategories: readonly CareCategory[] = [
  ...careParts,
  ...(Object.keys(compositeParts) as CompositeCategory[]),
];

/** The parts of the record that a category belongs to: of a plain one itself. It is hidden as soon as one of them is. */
export function partsOf(category: CareCategory): readonly CarePart[] {
  return isComposite(category) ? compositeParts[category] : [category];
}

function isComposite(category: CareCategory): category is CompositeCategory {
  return Object.hasOwn(compositeParts, category);
}

/** What a caller may see, in a form that SQL applies, so that counts and pages can neither show nor count what is hidden. */
export interface Visibility {
  /** `directory`: resources of category `shared`. `all`: also `unassigned`. */
  readonly common: 'none' | 'directory' | 'all';
  readonly persons: 'all' | readonly VisiblePerson[];
  /** Resource types that the caller's app may see at all, of persons' records and of common ones; every type where it is left out. */
  readonly types?: readonly string[];
  /** Persons of whom nothing is seen, whatever `persons` says: their keys are destroyed, and their rows are about to go. */
  readonly without?: readonly string[];
}

export interface VisiblePerson {
  readonly patient: string;
  /** Categories of this person's record that are hidden from the caller. */
  readonly hidden: readonly CareCategory[];
  /** Single resources that are hidden from him, `Type/id`. */
  readonly entries?: readonly string[];
  /** Codes of security labels; what carries one of them is hidden from him. */
  readonly labels?: readonly string[];
  /** What carries one of these labels is hidden from him as well, unless he wrote it. */
  readonly withheld?: {
    readonly labels: readonly string[];
    /** How what is his names its author: `Practitioner/id`, and the like. */
    readonly authors: readonly string[];
  };
  /** What came to carry one of these labels later than `since` (milliseconds since 1970) is hidden until that is over. */
  readonly untold?: { readonly labels: readonly string[]; readonly since: number };
}
