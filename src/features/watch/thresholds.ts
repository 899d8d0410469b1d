/** The numbers by which the rules speak. An operator who knows his house better changes them here. */
export const thresholds = {
  'many-records': { persons: 60, minutes: 60 },
  relatives: { sameName: 1 },
  'well-known': { readers: 15, hours: 24 },
  'at-night': { from: 22, to: 6, reads: 5, days: 5, nights: 1 },
  'without-relation': { reads: 1, declared: 10 },
  'many-emergencies': { emergencies: 3, hours: 24 },
  'denials-in-a-row': { denials: 10, minutes: 60 },
} as const;

export type Thresholds = {
  readonly [Rule in keyof typeof thresholds]: { readonly [Name in keyof (typeof thresholds)[Rule]]: number };
};
