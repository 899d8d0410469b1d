export { codingsOf } from './codings.ts';
export { type Demonstration, type DemonstrationCountry, demonstrationOf } from './demonstration.ts';
export { demonstrationDesignations } from './designations.ts';
export { type LoadDemonstrationOptions, type LoadedDemonstration, loadDemonstration } from './load-demonstration.ts';
