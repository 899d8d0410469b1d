export { codingsOf } from './codings.ts';
export { type Demonstration, type DemonstrationCountry, demonstrationOf } from './demonstration.ts';
export { type LoadDemonstrationOptions, type LoadedDemonstration, loadDemonstration } from './load-demonstration.ts';
