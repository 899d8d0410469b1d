import type { Interaction } from './address.ts';
import {
  inCompartment,
  performBundle,
  performConditionalDelete,
  performConditionalPatch,
  performConditionalUpdate,
  performCreate,
  performDelete,
  performInstanceHistory,
  performPatch,
  performPostedSearch,
  performRead,
  performSearch,
  performSystemHistory,
  performTypeHistory,
  performUpdate,
  performVread,
  refuseOperation,
} from './perform.ts';

/** An address of the API below `/fhir`, with what each method does there. */
export interface Address {
  readonly url: string;
  readonly interactions: readonly Interaction[];
}

/** The RESTful interactions, what stands where (FHIR R4, http.html#Summary). */
export const interactionAddresses: readonly Address[] = [
  {
    url: '/',
    interactions: [
      { method: 'GET', codes: ['search-system'], perform: performSearch },
      { method: 'POST', codes: ['transaction', 'batch'], perform: performBundle },
    ],
  },
  { url: '/_search', interactions: [{ method: 'POST', codes: ['search-system'], perform: performPostedSearch }] },
  { url: '/_history', interactions: [{ method: 'GET', codes: ['history-system'], perform: performSystemHistory }] },
  {
    url: '/:type',
    interactions: [
      { method: 'GET', codes: ['search-type'], perform: performSearch },
      { method: 'POST', codes: ['create'], perform: performCreate },
      { method: 'PUT', codes: ['conditional-update'], perform: performConditionalUpdate },
      { method: 'PATCH', codes: ['conditional-patch'], perform: performConditionalPatch },
      { method: 'DELETE', codes: ['conditional-delete'], perform: performConditionalDelete },
    ],
  },
  { url: '/:type/_search', interactions: [{ method: 'POST', codes: ['search-type'], perform: performPostedSearch }] },
  { url: '/:type/_history', interactions: [{ method: 'GET', codes: ['history-type'], perform: performTypeHistory }] },
  {
    url: '/:type/:id',
    interactions: [
      { method: 'GET', codes: ['read'], perform: performRead },
      { method: 'PUT', codes: ['update'], perform: performUpdate },
      { method: 'PATCH', codes: ['patch'], perform: performPatch },
      { method: 'DELETE', codes: ['delete'], perform: performDelete },
    ],
  },
  {
    url: '/:type/:id/_history',
    interactions: [{ method: 'GET', codes: ['history-instance'], perform: performInstanceHistory }],
  },
  { url: '/:type/:id/_history/:version', interactions: [{ method: 'GET', codes: ['vread'], perform: performVread }] },
  {
    url: '/:type/:id/:inside/_search',
    interactions: [{ method: 'POST', codes: ['search-compartment'], perform: inCompartment(performPostedSearch) }],
  },
  {
    url: '/:type/:id/:inside',
    interactions: [
      { method: 'GET', codes: ['search-compartment'], perform: inCompartment(performSearch) },
      { method: 'POST', perform: refuseOperation },
    ],
  },
];
