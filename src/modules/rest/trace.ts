import type { IncomingMessage } from 'node:http';
import { newTraceId } from '#kernel';

const traceparentForm = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/;
const noTrace = '0'.repeat(32);

/** The trace id of `traceparent` (W3C Trace Context, level 1), or a new one where none or a malformed one came. */
export function traceIdOf(request: IncomingMessage): string {
  const header = request.headers.traceparent;
  const id = typeof header === 'string' ? traceparentForm.exec(header)?.[1] : undefined;
  return id === undefined || id === noTrace ? newTraceId() : id;
}
