import { randomUUID } from 'node:crypto';
import type { Resource } from '#fhir';
import { type Clock, fail, type Outcome, ok } from '#kernel';
import { capabilitySystem, loinc, patientSummaryCode, searchset } from '../fhir-messages.ts';
import type { Asker } from './asker.ts';
import { discoverPatient } from './discover-patient.ts';
import type { Giving } from './giving.ts';
import { listDocuments } from './list-documents.ts';
import { retrieveDocument } from './retrieve-document.ts';

/** A request to the FHIR endpoint whose assertion was verified. */
interface FhirRequest {
  readonly method: string;
  /** Below the FHIR endpoint, without the query: `Patient/_search`. */
  readonly path: string;
  /** Of the query of a GET, or of the form of a POST. */
  readonly parameters: URLSearchParams;
  readonly asker: Asker;
}

export interface FhirBinding {
  /** The transaction's name in the words of IHE, for the log. */
  readonly interaction: string;
  answer(request: FhirRequest): Promise<Outcome<Resource>>;
}

interface BindingOptions {
  readonly giving: Giving;
  readonly gatewayUrl: string;
  readonly clock: Clock;
}

/** One text for every address that leads nowhere: unknown, expired, another's, denied. */
export const nothingHere = fail('resource.not-found', 'There is no such resource, or you may not know of it.');

/** Which transaction a request is: PDQm ITI-78, MHD ITI-67 or ITI-68, both ways of asking for the searches. */
export function createFhirBindings(options: BindingOptions): (method: string, path: string) => FhirBinding | undefined {
  const demographics: FhirBinding = { interaction: 'ITI-78', answer: (request) => findPatients(options, request) };
  const references: FhirBinding = { interaction: 'ITI-67', answer: (request) => findDocuments(options, request) };
  const document: FhirBinding = { interaction: 'ITI-68', answer: (request) => giveDocument(options, request) };
  return (method, path) => {
    if (method === 'POST' ? path === 'Patient/_search' : method === 'GET' && path === 'Patient') return demographics;
    if (method === 'POST' ? path === 'DocumentReference/_search' : method === 'GET' && path === 'DocumentReference') {
      return references;
    }
    return method === 'GET' && /^Bundle\/[^/]+$/.test(path) ? document : undefined;
  };
}

async function findPatients({ giving, gatewayUrl, clock }: BindingOptions, request: FhirRequest) {
  const given = readParameters(request.parameters, ['identifier', 'birthdate']);
  if (!given.ok) return given;
  const identifier = readToken(given.value.identifier);
  if (identifier === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(given.value.birthdate)) {
    return fail('search.bad-value', 'identifier is system|value, birthdate a whole date.');
  }
  const { person } = request.asker.bearer;
  if (identifier.system !== person.system || identifier.value !== person.value) {
    return fail('assertion.invalid', 'The assertion names another patient than the request.', 'patient');
  }
  const traits = { identifier, birthDate: given.value.birthdate };
  const found = await discoverPatient(giving, request.asker, traits, 'ITI-78');
  if (!found.ok) return found;
  const id = randomUUID();
  const matches = found.value === undefined ? [] : [found.value];
  return ok(
    searchset(
      `${gatewayUrl}/fhir/Patient/_search`,
      clock.now(),
      matches.map(({ capability }) => ({
        fullUrl: `urn:uuid:${id}`,
        resource: {
          resourceType: 'Patient',
          id,
          identifier: [identifier, { use: 'temp', system: capabilitySystem(gatewayUrl), value: capability }],
          birthDate: traits.birthDate,
        },
      })),
    ),
  );
}

async function findDocuments({ giving, gatewayUrl, clock }: BindingOptions, request: FhirRequest) {
  const given = readParameters(request.parameters, ['patient.identifier', 'type', 'status']);
  if (!given.ok) return given;
  const patient = readToken(given.value['patient.identifier']);
  if (patient === undefined) return fail('search.bad-value', 'patient.identifier is system|value.');
  const wanted = given.value.type === `${loinc}|${patientSummaryCode}` && given.value.status === 'current';
  const capability = wanted && patient.system === capabilitySystem(gatewayUrl) ? patient.value : '';
  const listed = await listDocuments(giving, request.asker, capability, 'ITI-67');
  if (!listed.ok) return listed;
  const now = clock.now();
  return ok(
    searchset(
      `${gatewayUrl}/fhir/DocumentReference/_search`,
      now,
      listed.value.map((document) => {
        const id = randomUUID();
        return {
          fullUrl: `urn:uuid:${id}`,
          resource: {
            resourceType: 'DocumentReference',
            id,
            status: 'current',
            type: { coding: [{ system: loinc, code: patientSummaryCode, display: 'Patient summary Document' }] },
            subject: { identifier: { system: patient.system, value: patient.value } },
            date: now.toISOString(),
            content: [
              {
                attachment: {
                  contentType: 'application/fhir+json',
                  url: `${gatewayUrl}/fhir/Bundle/${document.capability}`,
                },
              },
            ],
          },
        };
      }),
    ),
  );
}

async function giveDocument({ giving }: BindingOptions, request: FhirRequest): Promise<Outcome<Resource>> {
  const capability = request.path.slice('Bundle/'.length);
  const document = await retrieveDocument(giving, request.asker, capability, 'ITI-68');
  if (!document.ok) return document;
  return document.value === undefined ? nothingHere : ok(document.value);
}

/** Exactly the named parameters, once each: what a search does not understand it must not widen. */
function readParameters<Name extends string>(
  parameters: URLSearchParams,
  names: readonly Name[],
): Outcome<Record<Name, string>> {
  for (const name of parameters.keys()) {
    if (name !== '_format' && !(names as readonly string[]).includes(name)) {
      return fail('search.unknown-parameter', `This search takes ${names.join(', ')}.`);
    }
  }
  const values: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const [value, ...more] = parameters.getAll(name);
    if (value === undefined || value === '' || more.length > 0) {
      return fail('search.bad-value', `This search takes ${names.join(', ')}, each once.`);
    }
    values[name] = value;
  }
  return ok(values as Record<Name, string>);
}

/** R4 search.html#token, with both parts given; `\` escapes as in search.html#escaping. */
function readToken(text: string): { system: string; value: string } | undefined {
  const parts = /^((?:[^\\|,$]|\\.){1,300})\|((?:[^\\|,$]|\\.){1,300})$/.exec(text);
  if (parts === null) return undefined;
  const plain = (part: string | undefined) => (part ?? '').replace(/\\(.)/g, '$1');
  return { system: plain(parts[1]), value: plain(parts[2]) };
}
