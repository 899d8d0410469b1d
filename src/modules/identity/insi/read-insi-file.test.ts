import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { simulatedAuthority } from '../brokers/simulated/simulated-certificates.ts';
import { readInsiFile } from './read-insi-file.ts';
import { testInsiCaller } from './testing-insi.ts';

let directory: string;
const file = () => join(directory, 'insi.json');
const put = (name: string, content: string, mode = 0o600) => writeFileSync(join(directory, name), content, { mode });

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'carnet-insi-'));
  const authority = await simulatedAuthority('Authority', 'FR');
  const organisation = await authority.issue('Organisation', 'FR');
  const caller = await testInsiCaller();
  put('org.key', organisation.keyPem);
  put('open.key', organisation.keyPem, 0o644);
  put('org.pem', organisation.certificatePem + authority.certificatePem);
  put('authorities.pem', authority.certificatePem);
  put('ps.key', caller.keyPem);
  put('ps.pem', caller.certificatePem);
  put('empty.pem', '');
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const software = { name: 'urn:lps:carnet:1', version: '1', instance: 'main', authorisation: 'IDAM' };
const byOrganisation = {
  endpoint: 'https://insi.example.org/lps',
  sender: '10B0152872',
  software,
  client_key_file: 'org.key',
  client_certificate_file: 'org.pem',
  authorities_file: 'authorities.pem',
};
const assertion = {
  key_file: 'ps.key',
  certificate_file: 'ps.pem',
  name_id: '00B6087510',
  billing_number: '123456789',
  sector: 'SA05',
};
const { client_key_file: _, client_certificate_file: __, ...byProfessional } = { ...byOrganisation, assertion };

function read(content: unknown) {
  writeFileSync(file(), typeof content === 'string' ? content : JSON.stringify(content));
  return readInsiFile(file());
}

describe('the file by which an operator sets INSi up', () => {
  it('may be absent: then nobody is asked', () => {
    expect(readInsiFile(join(directory, 'nowhere.json'))).toBeUndefined();
  });

  it('is read with the certificate of an organisation, or the assertion of a professional', () => {
    const organisation = read(byOrganisation);
    expect(organisation).toMatchObject({
      endpoint: 'https://insi.example.org/lps',
      hosts: [],
      sender: '10B0152872',
      software: { name: 'urn:lps:carnet:1', idam: 'IDAM' },
      tls: {
        key: expect.stringContaining('PRIVATE KEY'),
        cert: expect.stringMatching(/BEGIN CERTIFICATE.*BEGIN CERTIFICATE/s),
        ca: expect.any(String),
      },
    });
    expect(organisation).not.toHaveProperty('caller');
    const professional = read(byProfessional);
    expect(professional).toMatchObject({ caller: { nameId: '00B6087510', nameQualifier: 'CPS', sector: 'SA05' } });
    expect(professional?.tls).toEqual({ ca: expect.any(String) });
  });

  it.each<[string, object | string, string]>([
    ['no JSON', '{', 'it is not JSON'],
    ['a member that is not known', { ...byOrganisation, password: 'x' }, 'password is not known here'],
    ['no proof', { ...byProfessional, assertion: undefined }, 'it must have client_key_file'],
    [
      'an address that is not https',
      { ...byOrganisation, endpoint: 'http://insi.example.org/lps' },
      'endpoint must be an address of https',
    ],
    ['no sender', { ...byOrganisation, sender: '' }, 'sender must be a text'],
    ['no software', { ...byOrganisation, software: undefined }, 'software must be an object'],
    [
      'no certification',
      { ...byOrganisation, software: { ...software, authorisation: undefined } },
      'software.authorisation must be a text',
    ],
    ['a key that others may read', { ...byOrganisation, client_key_file: 'open.key' }, 'mode 0600'],
    [
      'a key without its certificate',
      { ...byOrganisation, client_certificate_file: undefined },
      'client_certificate_file must be a text',
    ],
    [
      'a certificate of another key',
      { ...byOrganisation, client_certificate_file: 'ps.pem' },
      'client_certificate_file is of another key',
    ],
    ['no certificate in its file', { ...byOrganisation, client_certificate_file: 'empty.pem' }, 'holds no certificate'],
    [
      'a key that is no RSA',
      { ...byProfessional, assertion: { ...assertion, key_file: 'org.key' } },
      'assertion.key_file must hold an RSA key',
    ],
    [
      'an assertion by another certificate',
      { ...byProfessional, assertion: { ...assertion, certificate_file: 'org.pem' } },
      'assertion.certificate_file is of another key',
    ],
    [
      'an assertion of nobody',
      { ...byProfessional, assertion: { ...assertion, name_id: undefined } },
      'assertion.name_id must be a text',
    ],
  ])('is refused with %s', (_what, content, words) => {
    expect(() => read(content)).toThrow(words);
  });
});
