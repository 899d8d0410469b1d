export type { ForeignSummary, Gateway, PartnerCountry, SummaryRequest, TraitQuestion } from './contract.ts';
export { createGateway } from './create-gateway.ts';
export { prepareGatewayKeys } from './keys.ts';
export { trustEntryOf, writeTrust } from './trust.ts';
