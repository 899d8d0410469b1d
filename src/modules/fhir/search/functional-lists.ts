type Criteria = readonly (readonly [code: string, value: string])[];

const held: Criteria = [
  ['clinical-status:not', 'inactive,resolved,remission'],
  ['verification-status:not', 'entered-in-error,refuted'],
];
/**
 * What each list that the node makes by itself leaves of its types (R4 lifecycle.html#current), by search parameters and
 * their values.
 */
export const functionalLists: Readonly<Record<string, Readonly<Record<string, Criteria>>>> = {
  '$current-problems': { Condition: held },
  '$current-allergies': { AllergyIntolerance: held },
  '$current-drug-allergies': { AllergyIntolerance: [...held, ['category', 'medication']] },
  '$current-medications': {
    MedicationStatement: [['status', 'active']],
    MedicationRequest: [['status', 'active']],
  },
};
