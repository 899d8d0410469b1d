import { issueOf } from '#kernel';
import { primitiveRules } from '../structure/primitive.ts';
import { structureDefinition } from './definitions-source.ts';
import { type Run, report } from './run.ts';

type Members = Readonly<Record<string, unknown>>;

/** Primitives of which more is asked than their form. */
export const asksMore: ReadonlySet<string> = new Set(['uri', 'url', 'canonical', 'xhtml']);

/** Addresses of names must be sound names; narrative must have something to read (R4, narrative.html). */
export function checkPrimitive(run: Run, value: unknown, type: string): void {
  if (typeof value !== 'string') return;
  if (type === 'xhtml') {
    const empty = !/<img\b/i.test(value) && value.replace(/<[^>]*>/g, '').trim() === '';
    if (empty) {
      const text = 'The narrative must have some content besides white space (txt-2).';
      report(run, { ...issueOf('conformance.constraint', text), rule: 'txt-2' });
    }
    return;
  }
  const kind = value.startsWith('urn:uuid:') ? 'uuid' : value.startsWith('urn:oid:') ? 'oid' : undefined;
  const rule = kind === undefined ? undefined : primitiveRules[kind];
  const name = value.split(/[|#]/, 1)[0] ?? value;
  if (rule !== undefined && !rule.sound(name as never)) {
    report(run, issueOf('structure.primitive', `The address must be ${rule.expected}.`));
  }
}

/** What R4 says of data types in words only. */
export function checkDataType(run: Run, value: Members, type: string): void {
  if (type === 'Coding') checkCoding(run, value);
  else if (type === 'Identifier') checkIdentifier(run, value);
  else if (type === 'Attachment') checkAttachment(run, value);
}

const absolute = /^[a-z][a-z0-9+.-]*:/i;

function at(run: Run, name: string, report: () => void): void {
  run.path.push(name);
  report();
  run.path.pop();
}

function checkCoding(run: Run, { system }: Members): void {
  if (typeof system !== 'string') return;
  if (!absolute.test(system)) {
    const text = 'The system of a code must be an absolute address.';
    at(run, 'system', () => report(run, issueOf('conformance.value', text)));
    return;
  }
  const found = run.definitions.find(system) as
    | { readonly resourceType: string; readonly content?: unknown }
    | undefined;
  if (found?.resourceType === 'ValueSet') {
    const text = 'The system of a code is a code system; this is the address of a value set.';
    at(run, 'system', () => report(run, issueOf('conformance.value', text)));
  } else if (found?.resourceType === 'CodeSystem' && found.content === 'supplement') {
    const text = 'A supplement has no codes of its own; name the code system that it supplements.';
    at(run, 'system', () => report(run, issueOf('conformance.value', text)));
  } else if (structureDefinition(run.definitions, system) !== undefined) {
    const text = 'The system of a code is a code system; this is the address of a profile.';
    at(run, 'system', () => report(run, issueOf('conformance.value', text)));
  }
}

function checkIdentifier(run: Run, { system, value }: Members): void {
  if (system !== 'urn:ietf:rfc:3986' || typeof value !== 'string' || absolute.test(value)) return;
  const text = 'In the system urn:ietf:rfc:3986 the value must be a whole address with its scheme.';
  at(run, 'value', () => report(run, issueOf('conformance.value', text)));
}

function checkAttachment(run: Run, { data, size }: Members): void {
  if (typeof data !== 'string' || typeof size !== 'number') return;
  if (Buffer.byteLength(data, 'base64') === size) return;
  report(run, issueOf('conformance.value', 'The size is not the number of bytes of the data.'));
}
