import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { settings } from '../src/app/settings.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** What a clone brings, less what is made or installed. */
const folders = ['src', 'web', 'scripts', 'bench', 'e2e', 'conformance', 'docs', '.ci'];
const textual = /\.(ts|tsx|mjs|js|json|md|css|html|sh|xml|txt|sql|svg|policy|yml|yaml|pem|key|env)$|\/run$/;

const files: readonly string[] = [
  ...folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath, entry.name))),
  ),
  ...readdirSync(root, { withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [entry.name] : [])),
];
const read = (path: string) => readFileSync(join(root, path), 'utf8');

/** Forms that only something secret has. */
const forms: readonly (readonly [what: string, form: RegExp])[] = [
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----\s*[A-Za-z0-9+/=]{40}/],
  ['the private part of a JWK', /"d"\s*:\s*"[A-Za-z0-9_-]{40,}"/],
  ['a signed token', /\beyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{40,}/],
  ['a key of a cloud', /\bAKIA[0-9A-Z]{16}\b/],
  ['a token of a forge', /\b(gh[pousr]_[A-Za-z0-9]{36}|glpat-[A-Za-z0-9_-]{20}|npm_[A-Za-z0-9]{36})\b/],
];
const secretsIn = (text: string) => forms.flatMap(([what, form]) => (form.test(text) ? [what] : []));

describe('secrets', () => {
  it('are in no file of the project', () => {
    expect(files.length).toBeGreaterThan(500);
    const found = files
      .filter((path) => textual.test(path))
      .flatMap((path) => secretsIn(read(path)).map((what) => `${path}: ${what}`));
    expect(found).toEqual([]);
    expect(files.filter((path) => /(^|\/)\.env($|\.)|\.(pem|key|p12|pfx)$/.test(path))).toEqual([]);
  });

  it('would be noticed', () => {
    const begin = '-----BEGIN PRIVATE';
    expect(secretsIn(`${begin} KEY-----\n${'A'.repeat(64)}`)).toEqual(['a private key']);
    expect(secretsIn(`{"kty":"EC","d":${JSON.stringify('x'.repeat(43))}}`)).toEqual(['the private part of a JWK']);
    expect(secretsIn(`eyJ${'a'.repeat(30)}.eyJ${'b'.repeat(30)}.${'c'.repeat(86)}`)).toEqual(['a signed token']);
    expect(secretsIn('a text')).toEqual([]);
  });

  it('are no settings, and no file of a module or feature reads the environment', () => {
    expect(Object.keys(settings).filter((name) => /SECRET|PASSWORD|TOKEN|CREDENTIAL|_KEYS?$/.test(name))).toEqual([]);
    const reading = files.filter(
      (path) =>
        /^(src|web)\/.*\.tsx?$/.test(path) && !/\.test\.ts$|testing/.test(path) && read(path).includes('process.env'),
    );
    expect(reading.filter((path) => path !== 'src/app/config.ts')).toEqual([]);
  });
});
