import type { InteractionCode } from '../address.ts';

/** What the document says of an interaction, by the names of its components. */
export interface Described {
  readonly summary: string;
  /** Names of `components.parameters`. */
  readonly parameters?: readonly string[];
  /** Name of `components.requestBodies`. */
  readonly body?: string;
  /** Names of `components.responses` by status. */
  readonly answers: Readonly<Record<string, string>>;
}

const shape = ['_summary', '_elements'];
const shown = { 200: 'Resource' };
const found = { 200: 'Bundle' };
const written = { 200: 'Written', 201: 'Written' };
const removed = { 204: 'Nothing' };
const conditionalRead = ['If-None-Match', 'If-Modified-Since'];
const history = ['_count', '_since', '_at'];
const searched = ['_count', '_sort', '_total', '_include', '_revinclude', ...shape, 'Prefer'];

/** Each interaction of FHIR R4 (http.html) in the words and components of the OpenAPI document. */
export const described: Readonly<Record<InteractionCode, Described>> = {
  read: {
    summary: 'The current version',
    parameters: [...shape, ...conditionalRead],
    answers: { ...shown, 304: 'Unchanged' },
  },
  vread: {
    summary: 'One version',
    parameters: [...shape, ...conditionalRead],
    answers: { ...shown, 304: 'Unchanged' },
  },
  update: {
    summary: 'Update, or create under this id',
    parameters: ['If-Match', 'If-None-Match', 'Prefer'],
    body: 'Resource',
    answers: written,
  },
  patch: {
    summary: 'Change a part',
    parameters: ['If-Match', 'Prefer'],
    body: 'Patch',
    answers: { 200: 'Written' },
  },
  delete: { summary: 'Delete; the history stays', parameters: ['If-Match', 'Prefer'], answers: removed },
  'history-instance': { summary: 'The versions, newest first', parameters: history, answers: found },
  'history-type': { summary: 'The versions of all of the type, newest first', parameters: history, answers: found },
  'history-system': { summary: 'The versions of all resources, newest first', parameters: history, answers: found },
  create: {
    summary: 'Create, under a condition with If-None-Exist',
    parameters: ['If-None-Exist', 'Prefer'],
    body: 'Resource',
    answers: written,
  },
  'search-type': { summary: 'Search', parameters: searched, answers: found },
  'search-system': { summary: 'Search of several types', parameters: ['_type', ...searched], answers: found },
  'search-compartment': {
    summary: 'Search in the record of a Patient: one type, or * for all',
    parameters: searched,
    answers: found,
  },
  transaction: {
    summary: 'Transaction (all or nothing) or batch, as Bundle.type says',
    parameters: ['Prefer'],
    body: 'Resource',
    answers: found,
  },
  batch: {
    summary: 'Batch: each entry by itself',
    parameters: ['Prefer'],
    body: 'Resource',
    answers: found,
  },
  capabilities: { summary: 'What this node can do', answers: shown },
  'conditional-update': {
    summary: 'Update the one match, or create where there is none',
    parameters: ['If-Match', 'If-None-Match', 'Prefer'],
    body: 'Resource',
    answers: written,
  },
  'conditional-patch': {
    summary: 'Change a part of the one match',
    parameters: ['If-Match', 'Prefer'],
    body: 'Patch',
    answers: { 200: 'Written' },
  },
  'conditional-delete': {
    summary: 'Delete the one match; several with _count',
    parameters: ['If-Match', '_count', 'Prefer'],
    answers: removed,
  },
};
