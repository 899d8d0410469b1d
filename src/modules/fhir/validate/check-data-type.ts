import { issueOf } from '#kernel';
import { compileFhirPath } from '../fhirpath/fhirpath.ts';
import { primitiveRules } from '../structure/primitive.ts';
import { checkCoding } from './check-code.ts';
import { checkNarrative } from './check-narrative.ts';
import { resolveReference } from './resolve-reference.ts';
import { type Run, report } from './run.ts';

type Members = Readonly<Record<string, unknown>>;

const absolute = /^[a-z][a-z0-9+.-]*:/i;

/** Primitives of which more is asked than their form. */
export const asksMore: ReadonlySet<string> = new Set(['uri', 'url', 'canonical', 'xhtml']);

/** Addresses of names must be sound names, those of definitions absolute; narrative must have something to read. */
export function checkPrimitive(run: Run, value: unknown, type: string): void {
  if (typeof value !== 'string') return;
  if (type === 'xhtml') {
    checkNarrative(run, value);
    return;
  }
  if (type === 'canonical' && !value.startsWith('#') && !absolute.test(value)) {
    report(run, issueOf('conformance.value', 'The address of a definition must be absolute, or # and a contained id.'));
    return;
  }
  if (!value.startsWith('urn:')) return;
  const kind = value.startsWith('urn:uuid:') ? 'uuid' : value.startsWith('urn:oid:') ? 'oid' : undefined;
  const rule = kind === undefined ? undefined : primitiveRules[kind];
  const name = value.split(/[|#]/, 1)[0] ?? value;
  if (rule !== undefined && !rule.sound(name as never)) {
    report(run, issueOf('structure.primitive', `The address must be ${rule.expected}.`));
  }
}

export type DataTypeCheck = (run: Run, value: Members, targets: readonly string[] | undefined) => void;

const typed = /^([A-Z][A-Za-z]+)\/[A-Za-z0-9\-.]{1,64}(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/;

/** A reference names the type of what it leads to, also where that is found by its fullUrl alone (R4, bundle.html#references). */
function checkReferenceType(run: Run, value: Members, targets: readonly string[] | undefined): void {
  const { reference, type: named } = value;
  if (typeof named === 'string' && targets !== undefined && !named.includes(':') && !targets.includes(named)) {
    report(run, issueOf('conformance.reference', `The reference must lead to ${targets.join(' or ')}.`));
  }
  if (run.bundles.length === 0 || typeof reference !== 'string') return;
  const type = typed.exec(reference)?.[1];
  const target = resolveReference(run, reference);
  if (target === undefined) return;
  if (targets !== undefined && !targets.includes(target.type)) {
    report(run, issueOf('conformance.reference', `The reference must lead to ${targets.join(' or ')}.`));
  }
  if (type === undefined || target.type === type) return;
  report(run, issueOf('conformance.reference', `The reference names ${type}, but leads to ${target.type}.`));
}

function checkIdentifier(run: Run, { system, value }: Members): void {
  if (system !== 'urn:ietf:rfc:3986' || typeof value !== 'string' || absolute.test(value)) return;
  const text = 'In the system urn:ietf:rfc:3986 the value must be a whole address with its scheme.';
  report(run, issueOf('conformance.value', text));
}

function checkAttachment(run: Run, { data, size }: Members): void {
  if (typeof data !== 'string' || typeof size !== 'number') return;
  if (Buffer.byteLength(data, 'base64') === size) return;
  report(run, issueOf('conformance.value', 'The size is not the number of bytes of the data.'));
}

function checkExpression(run: Run, { language, expression }: Members): void {
  if (language !== 'text/fhirpath' || typeof expression !== 'string' || compileFhirPath(expression).ok) return;
  report(run, issueOf('conformance.value', 'The expression is no FHIRPath.'));
}

/** What R4 says of data types in words only, by their names. */
export const dataTypeChecks: ReadonlyMap<string, DataTypeCheck> = new Map<string, DataTypeCheck>([
  ['Coding', checkCoding],
  ['Identifier', checkIdentifier],
  ['Reference', checkReferenceType],
  ['Attachment', checkAttachment],
  ['Expression', checkExpression],
]);
