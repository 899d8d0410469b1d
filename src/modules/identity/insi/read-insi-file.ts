import { X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { type Entry, type FilePlace, placeIn } from '../brokers/file-place.ts';
import type { InsiCaller } from './assertion.ts';
import type { InsiClientOptions } from './insi-client.ts';

/** What an operator says of INSi: where it is, and by what the node proves who asks. */
export type InsiSetup = Pick<InsiClientOptions, 'endpoint' | 'hosts' | 'sender' | 'software' | 'tls' | 'caller'>;

const members = [
  'endpoint',
  'hosts',
  'sender',
  'software',
  'client_key_file',
  'client_certificate_file',
  'authorities_file',
  'assertion',
];

/**
 * Reads how INSi is asked (`insi.json`, see docs/sign-in.md). Undefined where there is no file: then nobody is asked. Files that
 * it names are relative to it; keys must be readable by their owner alone. Throws `SignInFileError`, which names the place.
 */
export function readInsiFile(file: string): InsiSetup | undefined {
  if (!existsSync(file)) return undefined;
  const place = placeIn(file);
  const entry = place.object(place.json(basename(file)), members);
  const hosts = place.texts(entry, 'hosts');
  const tls = readTls(place, entry);
  const caller = entry.assertion === undefined ? undefined : readCaller(place.at('assertion'), entry.assertion);
  // INSi answers nobody who does not prove who she is.
  if (tls?.key === undefined && caller === undefined) {
    throw place.error('must have client_key_file with client_certificate_file, or assertion');
  }
  return {
    endpoint: place.address(entry, 'endpoint', hosts),
    hosts,
    sender: place.text(entry, 'sender'),
    software: readSoftware(place.at('software'), entry.software),
    ...(tls === undefined ? {} : { tls }),
    ...(caller === undefined ? {} : { caller }),
  };
}

function readTls(place: FilePlace, entry: Entry): InsiSetup['tls'] {
  const ca = entry.authorities_file === undefined ? undefined : place.certificates(entry, 'authorities_file').join('');
  if (entry.client_key_file === undefined && entry.client_certificate_file === undefined) {
    return ca === undefined ? undefined : { ca };
  }
  const key = place.key(entry, 'client_key_file');
  const [leaf, ...chain] = place.certificates(entry, 'client_certificate_file');
  if (leaf === undefined) throw place.at('client_certificate_file').error('holds no certificate');
  if (!new X509Certificate(leaf).checkPrivateKey(key)) {
    throw place.at('client_certificate_file').error('is of another key');
  }
  const pem = key.export({ type: 'pkcs8', format: 'pem' }).toString();
  return { key: pem, cert: [leaf, ...chain].join(''), ...(ca === undefined ? {} : { ca }) };
}

function readSoftware(place: FilePlace, value: unknown): InsiSetup['software'] {
  const entry = place.object(value, ['name', 'version', 'instance', 'authorisation']);
  return {
    name: place.text(entry, 'name'),
    version: place.text(entry, 'version'),
    instance: place.text(entry, 'instance'),
    idam: place.text(entry, 'authorisation'),
  };
}

function readCaller(place: FilePlace, value: unknown): InsiCaller {
  const entry = place.object(value, [
    'key_file',
    'certificate_file',
    'name_id',
    'name_qualifier',
    'billing_number',
    'specialty',
    'sector',
    'issuer',
  ]);
  const key = place.key(entry, 'key_file');
  if (key.asymmetricKeyType !== 'rsa') throw place.at('key_file').error('must hold an RSA key');
  const [leaf] = place.certificates(entry, 'certificate_file');
  if (leaf === undefined) throw place.at('certificate_file').error('holds no certificate');
  const certificate = new X509Certificate(leaf);
  if (!certificate.checkPrivateKey(key)) throw place.at('certificate_file').error('is of another key');
  return {
    nameId: place.text(entry, 'name_id'),
    nameQualifier: entry.name_qualifier === undefined ? 'CPS' : place.text(entry, 'name_qualifier'),
    billingNumber: place.text(entry, 'billing_number'),
    ...(entry.specialty === undefined ? {} : { specialty: place.text(entry, 'specialty') }),
    sector: place.text(entry, 'sector'),
    key,
    certificate,
    ...(entry.issuer === undefined ? {} : { issuer: place.text(entry, 'issuer') }),
  };
}
