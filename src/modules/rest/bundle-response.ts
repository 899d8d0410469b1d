import { STATUS_CODES } from 'node:http';
import type { Fault } from '#kernel';
import { type Answer, etagOf } from './answer.ts';
import { outcomeOf, statusOf } from './operation-outcome.ts';

/** What an answer says as an entry of a transaction-response or batch-response (FHIR R4, http.html#transaction-response). */
export function responseEntry(answer: Answer, baseUrl: string): string {
  const { stored, text, isOutcome = false } = answer;
  if (answer.status >= 400 && text !== undefined) {
    return `{"response":{"status":${JSON.stringify(statusLine(answer.status))},"outcome":${text}}}`;
  }
  const response = {
    status: statusLine(answer.status),
    ...(answer.location === undefined ? {} : { location: answer.location }),
    ...(stored === undefined ? {} : { etag: etagOf(stored), lastModified: stored.updated.toISOString() }),
  };
  const isItsResource = stored !== undefined && text === stored.text && !stored.deleted;
  const fullUrl = isItsResource ? `"fullUrl":"${baseUrl}/${stored.type}/${stored.id}",` : '';
  const told = JSON.stringify(response);
  if (isOutcome) return `{"response":${told.slice(0, -1)},"outcome":${text}}}`;
  const resource = text === undefined || text === '' ? '' : `"resource":${text},`;
  return `{${fullUrl}${resource}"response":${told}}`;
}

export function faultEntry(fault: Fault): string {
  return JSON.stringify({ response: { status: statusLine(statusOf(fault)), outcome: outcomeOf(fault) } });
}

function statusLine(status: number): string {
  return `${status} ${STATUS_CODES[status] ?? ''}`.trim();
}
