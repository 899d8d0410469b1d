/** What a person measures herself: one number each, or two where `second` is asked too. */
export const measures = ['weight', 'height', 'temperature', 'blood-pressure', 'pulse', 'oxygen', 'pain'] as const;
export type Measure = (typeof measures)[number];

/** What she writes down in words. */
export const remarks = ['allergy', 'medicine', 'note'] as const;
export type Remark = (typeof remarks)[number];

export const entryKinds = [...measures, ...remarks, 'document'] as const;
export type EntryKind = (typeof entryKinds)[number];

/** The values that a measure can have, in its unit. What lies outside is a typing error. */
export const measureBounds = {
  weight: { unit: 'kg', least: 0.3, most: 400 },
  height: { unit: 'cm', least: 20, most: 260 },
  temperature: { unit: '°C', least: 25, most: 45 },
  'blood-pressure': { unit: 'mmHg', least: 20, most: 300 },
  pulse: { unit: '/min', least: 20, most: 300 },
  oxygen: { unit: '%', least: 30, most: 100 },
  pain: { unit: '/ 10', least: 0, most: 10 },
} as const satisfies Readonly<Record<Measure, { unit: string; least: number; most: number }>>;

/** Of a file that is added to the record. */
export const mostFileBytes = 1_500_000;
export const fileTypes = ['application/pdf', 'image/jpeg', 'image/png'] as const;
export type FileType = (typeof fileTypes)[number];

/** Characters of a title, and of a text. */
export const longestTitle = 200;
export const longestText = 2_000;

/** What a person wants to add. `date` is YYYY-MM-DD or an instant; `language` that of her words. */
export type EntryWish =
  | { readonly kind: Measure; readonly date: string; readonly value: number; readonly second?: number }
  | {
      readonly kind: Remark;
      readonly date: string;
      readonly text: string;
      readonly more?: string;
      readonly language: string;
    }
  | {
      readonly kind: 'document';
      readonly date: string;
      readonly title: string;
      readonly language: string;
      readonly file: { readonly type: FileType; readonly base64: string };
    };

/** An entry that she, or who acts for her, added. */
export interface OwnEntry {
  readonly type: string;
  readonly id: string;
  readonly version: number;
  /** `other` where an app wrote it in a form that these pages do not change. */
  readonly kind: EntryKind | 'other';
  readonly by: 'person' | 'proxy';
  /** As recorded: YYYY-MM-DD or an instant. */
  readonly date?: string;
  /** When this version was written. */
  readonly changed: string;
  readonly value?: number;
  readonly second?: number;
  readonly text?: string;
  readonly more?: string;
  /** Id of its file, for `/api/own-entries/:patient/file/:id`. */
  readonly file?: string;
}

export interface OwnEntriesAnswer {
  /** Newest first. */
  readonly entries: readonly OwnEntry[];
}
