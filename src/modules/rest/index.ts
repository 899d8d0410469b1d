export type { Answer } from './answer.ts';
export { type ApiRoute, apiRoute } from './api-route.ts';
export { callerOf } from './caller-of.ts';
export { createServer, type ServerOptions } from './create-server.ts';
export type { FhirDeps, FhirLimits } from './fhir-deps.ts';
export { type OperationOutcome, outcomeOf, statusOf } from './operation-outcome.ts';
export { patientSummary, readerLanguage, summaryPage } from './patient-summary.ts';
export { registerFhir } from './register-fhir.ts';
export { sendFault } from './send.ts';
