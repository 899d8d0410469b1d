import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import type { AuditEntry } from '#audit';
import type { Caller, ProfessionalIdentity } from '#identity';
import { type Clock, fail, ok, silentLog, systemClock } from '#kernel';
import { freePort } from '#kernel/testing';
import type { PersonTraits, Records, StoredVersion } from '#records';
import { type AssertionClaims, assertionType, bodyHash, subjectOf } from './assertion.ts';
import type { Gateway, TraitQuestion } from './contract.ts';
import { createGateway, type GatewayOptions } from './create-gateway.ts';
import { type GatewayKeys, prepareGatewayKeys } from './keys.ts';
import { gatewayBase, type TrustEntry, trustEntryOf, writeTrust } from './trust.ts';

/** Support for the tests of this module: nodes on loopback with keys of their own. */

export const insSystem = 'urn:oid:1.2.250.1.213.1.4.11';
const french: readonly TraitQuestion[] = [
  { name: 'identifier', system: insSystem, label: 'trait.ins', pattern: '^[0-9AB]{15}$' },
  { name: 'birthDate', label: 'trait.birth-date' },
];

const ines: ProfessionalIdentity = {
  family_name: 'Costa',
  given_name: 'Inês',
  country_code: 'PT',
  hp_identifier: 'OM-48213',
  issuing_authority_name: 'Ordem dos Médicos',
  hp_professional_role: 'physician',
  healthcare_provider_identifier: 'HSM-01',
  healthcare_provider_name: 'Hospital de Santa Marta',
};

export function professional(traceId = 'a'.repeat(32)): Caller {
  return {
    subject: 'pt-ines-costa',
    name: 'Inês Costa',
    role: 'professional',
    country: 'PT',
    purpose: 'TREAT',
    client: 'carnet-web',
    traceId,
    proxyFor: [],
    professional: ines,
  };
}

export interface TestNode {
  readonly gateway: Gateway;
  readonly keys: GatewayKeys;
  readonly entry: TrustEntry;
  readonly port: number;
  readonly trustDir: string;
  readonly audited: AuditEntry[];
}

export interface World {
  node(country: string, options?: Partial<GatewayOptions> & { readonly port?: number }): Promise<TestNode>;
  directory(): Promise<string>;
  close(): Promise<void>;
}

export function createWorld(): World {
  const directories: string[] = [];
  const gateways: Gateway[] = [];
  const directory = async () => {
    const made = await mkdtemp(join(tmpdir(), 'carnet-gateway-'));
    directories.push(made);
    return made;
  };
  return {
    directory,
    async node(country, options = {}) {
      const home = await directory();
      const port = options.port ?? (await freePort());
      const audited: AuditEntry[] = [];
      const [keysDir, trustDir] = [join(home, 'keys'), join(home, 'trust')];
      const publicGatewayUrl = `https://localhost:${port}/gateway`;
      const gateway = createGateway({
        country,
        nodeName: `Carnet ${country}`,
        publicGatewayUrl,
        keysDir,
        trustDir,
        records: noRecords,
        terminology: { designate: () => undefined, prepare: async () => {}, load: async () => ({ loaded: 0 }) },
        identity: createOnce(),
        audit: { record: async (entries) => void audited.push(...entries) },
        logTree: {
          cosign: async () => ({ outcome: 'nothing-new', size: 0 }),
          addCheckpoint: async () => ({ status: 404, mediaType: 'text/plain', text: '' }),
        },
        clock: systemClock,
        log: silentLog,
        ...options,
      });
      gateways.push(gateway);
      const keys = await prepareGatewayKeys({ keysDir, country, host: 'localhost', clock: systemClock });
      const entry = trustEntryOf(keys, {
        country,
        node: `Carnet ${country}`,
        gatewayUrl: gatewayBase(publicGatewayUrl),
        traits: french,
      });
      return { gateway, keys, entry, port, trustDir, audited };
    },
    async close() {
      await Promise.all(gateways.map((gateway) => gateway.stop()));
      await Promise.all(directories.map((each) => rm(each, { recursive: true, force: true })));
    },
  };
}

/** Makes the nodes trust each other. */
export async function introduce(...nodes: readonly TestNode[]): Promise<void> {
  for (const node of nodes) {
    for (const other of nodes) if (other !== node) await writeTrust(node.trustDir, other.entry);
  }
}

function createOnce() {
  const seen = new Set<string>();
  return {
    consumeOnce: async (id: string) => {
      if (seen.has(id)) return false;
      seen.add(id);
      return true;
    },
  };
}

const noRecords: GatewayOptions['records'] = {
  findPerson: async () => fail('resource.not-found', 'absent'),
  personRecord: async () => fail('resource.not-found', 'absent'),
  read: async () => fail('resource.not-found', 'absent'),
};

/** The people of a node, as `records` would show them: one who is not visible is answered as one who is absent. */
export function createPeople() {
  const people = new Map<string, { traits: PersonTraits; visible: boolean; resources: readonly object[] }>();
  const callers: Caller[] = [];
  const absent = fail('resource.not-found', 'There is no such resource, or you may not know of it.');
  const stored = (resource: object): StoredVersion => {
    const { resourceType, id } = resource as { resourceType: string; id: string };
    return {
      type: resourceType,
      id,
      version: 1,
      updated: new Date('2026-11-01T10:00:00Z'),
      deleted: false,
      text: JSON.stringify(resource),
      compartment: '',
      category: 'shared',
    };
  };
  const patientOf = (id: string): StoredVersion => {
    const person = people.get(id);
    return stored({
      resourceType: 'Patient',
      id,
      meta: { versionId: '1', lastUpdated: '2026-11-01T10:00:00.000Z' },
      identifier: [person?.traits.identifier],
      name: [{ family: 'Moreau', given: ['Claire'] }],
      birthDate: person?.traits.birthDate,
      communication: [{ language: { coding: [{ system: 'urn:ietf:bcp:47', code: 'fr' }] }, preferred: true }],
    });
  };
  const shown = (id: string) => people.get(id)?.visible === true;
  const records: Pick<Records, 'findPerson' | 'personRecord' | 'read'> = {
    async findPerson(caller, traits) {
      callers.push(caller);
      const found = [...people].find(
        ([id, { traits: own }]) =>
          shown(id) &&
          own.birthDate === traits.birthDate &&
          own.identifier.system === traits.identifier.system &&
          own.identifier.value === traits.identifier.value,
      );
      return found === undefined ? absent : ok(patientOf(found[0]));
    },
    async read(caller, _type, id) {
      callers.push(caller);
      return shown(id) ? ok(patientOf(id)) : absent;
    },
    async personRecord(caller, id) {
      callers.push(caller);
      if (!shown(id)) return absent;
      return ok({
        patient: patientOf(id),
        resources: (people.get(id)?.resources ?? []).map(stored),
        referenced: [],
      });
    },
  };
  return { people, callers, records };
}

/** Claims as an honest node makes them; a test spoils one. */
export function honestClaims(
  from: TestNode,
  to: TestNode,
  about: { method: string; path: string; body: string; patient: string; clock?: Clock },
): AssertionClaims {
  const now = Math.floor((about.clock ?? systemClock).now().getTime() / 1000);
  return {
    iss: from.entry.gatewayUrl,
    aud: to.entry.gatewayUrl,
    sub: subjectOf(ines),
    iat: now,
    nbf: now,
    exp: now + 60,
    jti: crypto.randomUUID(),
    htm: about.method,
    htu: `https://localhost:${to.port}${about.path}`,
    body_sha256: bodyHash(about.body),
    cnf: { 'x5t#S256': from.keys.tls.thumbprint },
    purpose_of_use: 'TREAT',
    patient: { system: insSystem, value: about.patient },
    professional: ines,
  };
}

export function signClaims(claims: object, from: TestNode, header: object = {}): Promise<string> {
  return new SignJWT({ ...claims })
    .setProtectedHeader({ alg: 'ES256', typ: assertionType, kid: from.keys.assertion.kid, ...header })
    .sign(from.keys.assertion.privateKey);
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** One HTTPS request over a connection of its own, with the client certificate of `from` or of nobody. */
export function rawRequest(
  to: TestNode,
  from: TestNode | undefined,
  message: { method: string; path: string; headers?: Record<string, string>; body?: string; tls?: object },
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: '127.0.0.1',
        port: to.port,
        servername: 'localhost',
        method: message.method,
        path: message.path,
        headers: message.headers ?? {},
        agent: false,
        ca: [to.entry.authority],
        ...(from === undefined ? {} : { cert: from.keys.tls.certificatePem, key: from.keys.tls.keyPem }),
        ...message.tls,
      },
      (incoming) => {
        const parts: Buffer[] = [];
        incoming.on('data', (part: Buffer) => parts.push(part));
        incoming.on('error', reject);
        incoming.on('end', () =>
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            text: Buffer.concat(parts).toString('utf8'),
          }),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(message.body ?? '');
  });
}
