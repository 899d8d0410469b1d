import type { Resource } from '#fhir';
import type { AuditEntry, AuditObject } from './contract.ts';

/** The node that recorded the entry, as observer and as the serving end. */
export interface AuditObserver {
  readonly name: string;
  /** Base address of its FHIR API. */
  readonly url: string;
}

interface Coding {
  readonly system?: string;
  readonly code?: string;
  readonly display?: string;
}

interface Pattern {
  readonly type: Coding;
  readonly subtype?: Coding;
  /** FHIR value set audit-event-action. */
  readonly action: 'C' | 'R' | 'U' | 'D' | 'E';
  /** BALP profile without and with a person. */
  readonly profile?: readonly [string, string];
  /** Which way the data flows between the client and this node. */
  readonly flow: 'to-client' | 'to-server';
  readonly participant: 'IRCP' | 'AUT';
}

const dicom = 'http://dicom.nema.org/resources/ontology/DCM';
const interactionSystem = 'http://hl7.org/fhir/restful-interaction';
const lifecycle = 'http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle';
const participation = 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType';
const roleClass = 'http://terminology.hl7.org/CodeSystem/v3-RoleClass';
const actReason = 'http://terminology.hl7.org/CodeSystem/v3-ActReason';
const entityType = 'http://terminology.hl7.org/CodeSystem/audit-entity-type';
const objectRole = 'http://terminology.hl7.org/CodeSystem/object-role';
const balp = 'https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.';

const rest: Coding = {
  system: 'http://terminology.hl7.org/CodeSystem/audit-event-type',
  code: 'rest',
  display: 'Restful Operation',
};
const disclose: Coding = { system: lifecycle, code: 'disclose', display: 'Disclose Record Lifecycle Event' };

function dcm(code: string, display: string): Coding {
  return { system: dicom, code, display };
}

function reading(type: Coding, profile?: readonly [string, string], action: 'R' | 'E' = 'R'): Pattern {
  return { type, action, flow: 'to-client', participant: 'IRCP', ...(profile === undefined ? {} : { profile }) };
}

function writing(action: 'C' | 'U' | 'D', profile: readonly [string, string]): Pattern {
  return { type: rest, action, profile, flow: 'to-server', participant: 'AUT' };
}

function security(type: Coding, subtype: Coding, action: 'U' | 'E'): Pattern {
  return { type, subtype, action, flow: 'to-server', participant: 'AUT' };
}

/** Action by action, the pattern of IHE Basic Audit Log Patterns, or the DICOM event where BALP has none. */
const patterns: Readonly<Record<AuditEntry['action'], Pattern>> = {
  create: writing('C', ['Create', 'PatientCreate']),
  read: reading(rest, ['Read', 'PatientRead']),
  update: writing('U', ['Update', 'PatientUpdate']),
  delete: writing('D', ['Delete', 'PatientDelete']),
  search: { ...reading(rest, ['Query', 'PatientQuery'], 'E'), flow: 'to-server' },
  export: reading(dcm('110106', 'Export')),
  disclose: {
    ...reading(dcm('110106', 'Export'), ['PrivacyDisclosure.Source', 'PrivacyDisclosure.Source']),
    subtype: disclose,
  },
  'request-abroad': {
    type: dcm('110107', 'Import'),
    subtype: disclose,
    action: 'C',
    flow: 'to-client',
    participant: 'IRCP',
  },
  'sign-in': security(dcm('110114', 'User Authentication'), dcm('110122', 'Login'), 'E'),
  'sign-out': security(dcm('110114', 'User Authentication'), dcm('110123', 'Logout'), 'E'),
  'change-sharing': security(dcm('110113', 'Security Alert'), dcm('110135', 'Object Security Attributes Changed'), 'U'),
  'change-rights': security(dcm('110113', 'Security Alert'), dcm('110137', 'User Security Attributes Changed'), 'U'),
  administer: security(dcm('110100', 'Application Activity'), dcm('110132', 'Use of Restricted Function'), 'E'),
};

const restfulInteractions = new Set([
  'read',
  'vread',
  'update',
  'patch',
  'delete',
  'history',
  'history-instance',
  'history-type',
  'history-system',
  'create',
  'search',
  'search-type',
  'search-system',
  'capabilities',
  'transaction',
  'batch',
  'operation',
]);

const outcomes = {
  success: { code: '0', display: 'Success' },
  failed: { code: '4', display: 'Minor failure' },
  denied: { code: '8', display: 'Serious failure' },
} as const;

/**
 * An entry as FHIR R4 AuditEvent by the IHE BALP 1.1 patterns: client, server, user and organisation as agents; the
 * person, the request (its trace id) and each object as entities. The profile is named for what BALP describes: a
 * successful act with all that the profile requires. A query's parameters are not kept, because they can hold personal
 * data: `entity.query` names the interaction and the types asked for.
 */
export function toAuditEvent(entry: AuditEntry & { readonly id?: string }, observer?: AuditObserver): Resource {
  const pattern = patterns[entry.action];
  const profile = profileOf(entry, pattern, observer);
  return {
    resourceType: 'AuditEvent',
    ...(entry.id === undefined ? {} : { id: entry.id }),
    ...(profile === undefined ? {} : { meta: { profile: [`${balp}${profile}`] } }),
    type: pattern.type,
    subtype: subtypesOf(entry, pattern),
    action: pattern.action,
    recorded: entry.at.toISOString(),
    outcome: outcomes[entry.outcome].code,
    ...(entry.outcome === 'success' ? {} : { outcomeDesc: outcomes[entry.outcome].display }),
    purposeOfEvent: [{ coding: [{ system: actReason, code: entry.purpose }] }],
    agent: agentsOf(entry, pattern, observer),
    source: {
      observer: { display: observer?.name ?? 'Carnet' },
      type: [
        {
          system: 'http://terminology.hl7.org/CodeSystem/security-source-type',
          code: '4',
          display: 'Application Server',
        },
      ],
    },
    entity: entitiesOf(entry),
  };
}

function profileOf(entry: AuditEntry, pattern: Pattern, observer: AuditObserver | undefined): string | undefined {
  const complete = observer !== undefined && entry.agent.address !== undefined;
  if (entry.outcome !== 'success' || pattern.profile === undefined || !complete) return undefined;
  const needsObject = entry.action !== 'search';
  if (needsObject && !entry.objects.some((object) => object.id !== undefined)) return undefined;
  return entry.patient === undefined ? pattern.profile[0] : pattern.profile[1];
}

function subtypesOf(entry: AuditEntry, pattern: Pattern): readonly Coding[] {
  if (pattern.subtype !== undefined) return [pattern.subtype, { display: entry.interaction }];
  const standard = restfulInteractions.has(entry.interaction);
  const code = standard ? entry.interaction : 'operation';
  const own: Coding = { system: interactionSystem, code };
  const expected: Coding = { system: interactionSystem, code: entry.action };
  const codings = ['create', 'read', 'update', 'delete', 'search'].includes(entry.action) ? [expected] : [];
  if (code !== entry.action) codings.push(own);
  if (codings.length === 0) codings.push(own);
  return standard ? codings : [...codings, { display: entry.interaction }];
}

function agentsOf(entry: AuditEntry, pattern: Pattern, observer: AuditObserver | undefined): readonly object[] {
  const { agent } = entry;
  const source = { coding: [dcm('110153', 'Source Role ID')] };
  const destination = { coding: [dcm('110152', 'Destination Role ID')] };
  const client = {
    type: pattern.flow === 'to-client' ? destination : source,
    who: { identifier: { value: agent.client }, display: agent.client },
    requestor: false,
    ...(agent.address === undefined ? {} : { network: { address: agent.address, type: '2' } }),
  };
  const server = {
    type: pattern.flow === 'to-client' ? source : destination,
    who: { display: observer?.name ?? 'Carnet' },
    requestor: false,
    ...(observer === undefined ? {} : { network: { address: observer.url, type: '5' } }),
  };
  const user = {
    type: { coding: [{ system: participation, code: pattern.participant }] },
    role: [{ text: agent.role }],
    who: { identifier: { value: agent.subject }, display: agent.name },
    name: agent.name,
    requestor: true,
    policy: [`urn:carnet:access-rule:${entry.rule}`],
    purposeOfUse: [{ coding: [{ system: actReason, code: entry.purpose }] }],
    ...(agent.country === '' ? {} : { location: { display: agent.country } }),
  };
  const organization =
    agent.organization === undefined
      ? []
      : [
          {
            type: { coding: [{ system: roleClass, code: 'PROV', display: 'healthcare provider' }] },
            who: { display: agent.organization },
            requestor: false,
          },
        ];
  return [client, server, user, ...organization];
}

function entitiesOf(entry: AuditEntry): readonly object[] {
  const person =
    entry.patient === undefined
      ? []
      : [
          {
            what: { reference: `Patient/${entry.patient}` },
            type: { system: entityType, code: '1', display: 'Person' },
            role: { system: objectRole, code: '1', display: 'Patient' },
          },
        ];
  const request = {
    what: { identifier: { value: entry.traceId } },
    type: { system: 'https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType', code: 'XrequestId' },
  };
  const query = entry.action === 'search' ? [queryEntity(entry)] : [];
  const objects = entry.objects.filter((object) => object.id !== undefined).map(objectEntity);
  return [...person, request, ...query, ...objects];
}

function queryEntity(entry: AuditEntry): object {
  const types = [...new Set(entry.objects.map((object) => object.type))].join(',');
  return {
    type: { system: entityType, code: '2', display: 'System Object' },
    role: { system: objectRole, code: '24', display: 'Query' },
    query: Buffer.from(`${entry.interaction} ${types}`.trim()).toString('base64'),
  };
}

function objectEntity(object: AuditObject): object {
  const version = object.version === undefined ? '' : `/_history/${object.version}`;
  return {
    what: { reference: `${object.type}/${object.id}${version}` },
    type: { system: entityType, code: '2', display: 'System Object' },
    role: { system: objectRole, code: '4', display: 'Domain Resource' },
    ...(object.category === undefined ? {} : { name: object.category }),
  };
}
