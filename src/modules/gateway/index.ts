export type { CrossBorderPurpose } from './assertion.ts';
export type { ForeignSummary, Gateway, PartnerCountry, SummaryRequest, TraitQuestion } from './contract.ts';
export type { ExchangeLimits } from './country-b/partner-connection.ts';
export { createGateway, type GatewayOptions } from './create-gateway.ts';
export { type GatewayKeyOptions, type GatewayKeys, prepareGatewayKeys } from './keys.ts';
export { readTrust, type TrustEntry, trustEntryOf, writeTrust } from './trust.ts';
export type { WitnessReport } from './witness/ask-witness.ts';
