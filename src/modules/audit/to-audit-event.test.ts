import { describe, expect, it } from 'vitest';
import type { AuditEntry } from './contract.ts';
import { toAuditEvent } from './to-audit-event.ts';

const observer = { name: 'Carnet France', url: 'http://localhost:8100/fhir' };
const read: AuditEntry & { id: string } = {
  id: '17',
  at: new Date('2026-11-01T10:00:00.000Z'),
  traceId: '0af7651916cd43dd8448eb211c80319c',
  action: 'read',
  outcome: 'success',
  interaction: 'read',
  patient: 'fr-claire-moreau',
  agent: {
    subject: 'a-1',
    name: 'Sophie Bernard',
    role: 'physician',
    organization: 'Cabinet du Parc',
    country: 'FR',
    client: 'carnet-web',
    address: '127.0.0.1',
  },
  purpose: 'TREAT',
  rule: 'care-relation',
  objects: [{ type: 'Condition', id: 'c-1', version: 2, category: 'problems' }],
};

interface Printed {
  readonly meta?: { readonly profile: readonly string[] };
  readonly outcome: string;
  readonly action: string;
  readonly subtype: readonly { readonly code?: string; readonly display?: string }[];
  readonly agent: readonly {
    readonly type: { readonly coding: readonly { readonly code: string }[] };
    readonly requestor: boolean;
    readonly policy?: readonly string[];
    readonly network?: { readonly address: string };
  }[];
  readonly entity: readonly {
    readonly what?: { readonly reference?: string; readonly identifier?: { readonly value: string } };
    readonly type: { readonly code: string };
    readonly role?: { readonly code: string };
    readonly query?: string;
  }[];
}
const print = (entry: AuditEntry, by = observer) => toAuditEvent(entry, by) as unknown as Printed;
const agentCodes = (event: Printed) => event.agent.map((agent) => agent.type.coding[0]?.code);

describe('an audit entry as FHIR AuditEvent', () => {
  it('prints a read by BALP PatientRead: two ends, a user, the person, the trace and the resource', () => {
    const event = print(read);
    expect(event.meta?.profile).toEqual([
      'https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.PatientRead',
    ]);
    expect(event.action).toBe('R');
    expect(event.outcome).toBe('0');
    expect(event.subtype.map((coding) => coding.code)).toEqual(['read']);
    expect(agentCodes(event)).toEqual(['110152', '110153', 'IRCP', 'PROV']);
    expect(event.agent.filter((agent) => agent.requestor)).toHaveLength(1);
    expect(event.agent[2]?.policy).toEqual(['urn:carnet:access-rule:care-relation']);
    expect(event.entity.map((entity) => entity.what?.reference ?? entity.what?.identifier?.value)).toEqual([
      'Patient/fr-claire-moreau',
      read.traceId,
      'Condition/c-1/_history/2',
    ]);
  });

  it('prints a search by BALP PatientQuery, with the client as source and no query values', () => {
    const event = print({ ...read, action: 'search', interaction: 'search-type' });
    expect(event.meta?.profile?.[0]).toMatch(/PatientQuery$/);
    expect(event.action).toBe('E');
    expect(agentCodes(event).slice(0, 2)).toEqual(['110153', '110152']);
    const query = event.entity.find((entity) => entity.role?.code === '24');
    expect(Buffer.from(query?.query ?? '', 'base64').toString()).toBe('search-type Condition');
  });

  it('names an operation by its own word beside the standard one', () => {
    const codes = print({ ...read, interaction: '$summary' }).subtype;
    expect(codes.map((coding) => coding.code ?? coding.display)).toEqual(['read', 'operation', '$summary']);
  });

  it('claims no profile for what failed, was denied or lacks what the profile requires', () => {
    expect(print({ ...read, outcome: 'denied' }).meta).toBeUndefined();
    expect(print({ ...read, outcome: 'denied' }).outcome).toBe('8');
    expect(print({ ...read, outcome: 'failed' }).outcome).toBe('4');
    expect((toAuditEvent(read) as { meta?: unknown }).meta).toBeUndefined();
    expect(print({ ...read, objects: [] }).meta).toBeUndefined();
  });

  it('prints every action with the elements that R4 requires', () => {
    const actions: AuditEntry['action'][] = [
      'create',
      'read',
      'update',
      'delete',
      'search',
      'export',
      'sign-in',
      'sign-out',
      'disclose',
      'request-abroad',
      'change-sharing',
      'change-rights',
      'administer',
    ];
    for (const action of actions) {
      const event = toAuditEvent({ ...read, action }, observer) as unknown as Record<string, unknown>;
      for (const element of ['type', 'subtype', 'action', 'recorded', 'outcome', 'agent', 'source', 'entity']) {
        expect(event[element], `${action} ${element}`).toBeDefined();
      }
    }
  });
});
