import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Assurance } from '../assurance.ts';

/** The operator's file says something that cannot be. The message names the file and the place in it, never a secret. */
export class SignInFileError extends Error {}

export type Entry = Readonly<Record<string, unknown>>;

/** A place in the operator's file, which reads what stands there, and says by its path what is wrong. */
export interface FilePlace {
  at(part: string): FilePlace;
  error(words: string): SignInFileError;
  /** An object, with no members but these. */
  object(value: unknown, members?: readonly string[]): Entry;
  text(entry: Entry, name: string): string;
  texts(entry: Entry, name: string): readonly string[];
  /** An absolute address: https, or http of a host that is named here, or of this machine. */
  address(entry: Entry, name: string, hosts: readonly string[]): string;
  assurance(entry: Entry, standard: Assurance): Assurance;
  /** Name and label of an upstream. */
  offer(entry: Entry, label: string): { readonly name: string; readonly label: string };
  /** The content of a file. */
  file(name: string): string;
  /** The same, read as JSON. */
  json(name: string): unknown;
  /** The content of a file that only its owner may read. */
  secret(entry: Entry, name: string): string;
  /** A private key: PEM (PKCS #8) or JWK; RSA or elliptic curve. */
  key(entry: Entry, name: string): KeyObject;
  /** Certificates in one PEM file, in their order. */
  certificates(entry: Entry, name: string): readonly string[];
}

const largestFile = 262_144;
const longestText = 2_000;
const thisMachine: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);
const levels: readonly Assurance[] = ['low', 'substantial', 'high'];
const pemCertificate = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

export function placeIn(file: string, path = ''): FilePlace {
  const at = (part: string) =>
    placeIn(file, path === '' || part.startsWith('[') ? `${path}${part}` : `${path}.${part}`);
  const error = (words: string) => new SignInFileError(`${file}: ${path === '' ? 'it' : path} ${words}.`);
  const read = (name: string): string => {
    const found = resolve(dirname(file), name);
    try {
      if (statSync(found).size > largestFile) throw error('names a file that is too large');
      return readFileSync(found, 'utf8');
    } catch (failure) {
      if (failure instanceof SignInFileError) throw failure;
      throw error('names a file that cannot be read');
    }
  };

  const place: FilePlace = {
    at,
    error,
    object(value, members) {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) throw error('must be an object');
      const stranger = members === undefined ? undefined : Object.keys(value).find((name) => !members.includes(name));
      if (stranger !== undefined) throw at(stranger.slice(0, 40)).error('is not known here');
      return value as Entry;
    },
    text(entry, name) {
      const value = entry[name];
      if (typeof value === 'string' && value.trim() !== '' && value.length <= longestText) return value;
      throw at(name).error('must be a text');
    },
    texts(entry, name) {
      const value = entry[name] ?? [];
      if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value;
      throw at(name).error('must be a list of texts');
    },
    address(entry, name, hosts) {
      const url = URL.parse(place.text(entry, name));
      const isNamed = url !== null && (thisMachine.has(url.hostname) || hosts.includes(url.host));
      if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isNamed)) return place.text(entry, name);
      throw at(name).error('must be an address of https, or of http on this machine or a host that hosts names');
    },
    assurance(entry, standard) {
      const found = levels.find((level) => level === (entry.assurance ?? standard));
      if (found === undefined) throw at('assurance').error(`must be one of ${levels.join(', ')}`);
      return found;
    },
    offer(entry, label) {
      const name = place.text(entry, 'name');
      if (!/^[a-z][a-z0-9-]{0,30}$/.test(name)) throw at('name').error('must be a short lower-case name');
      return { name, label: entry.label === undefined ? label : place.text(entry, 'label') };
    },
    file: read,
    json(name) {
      const content = read(name);
      try {
        return JSON.parse(content);
      } catch {
        throw error('is not JSON');
      }
    },
    secret(entry, name) {
      const named = place.text(entry, name);
      const content = at(name).file(named);
      if ((statSync(resolve(dirname(file), named)).mode & 0o077) !== 0) {
        throw at(name).error('must name a file that only its owner may read (mode 0600)');
      }
      return content;
    },
    key(entry, name) {
      const content = place.secret(entry, name);
      try {
        return content.trimStart().startsWith('{')
          ? createPrivateKey({ key: JSON.parse(content), format: 'jwk' })
          : createPrivateKey(content);
      } catch {
        throw at(name).error('must name a private key as PEM or JWK');
      }
    },
    certificates(entry, name) {
      const found = at(name).file(place.text(entry, name)).match(pemCertificate) ?? [];
      try {
        return found.map((pem) => new X509Certificate(pem).toString());
      } catch {
        throw at(name).error('must name certificates as PEM');
      }
    },
  };
  return place;
}
