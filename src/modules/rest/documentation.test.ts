import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type FaultCode, faultCatalogue } from '#kernel';
import { statusOf } from './operation-outcome.ts';
import { ownOperations } from './operations.ts';

const errors = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');

describe('docs/errors.md', () => {
  it.each(Object.keys(faultCatalogue) as FaultCode[])('has the row of %s', (code) => {
    const { kind, issue, meaning, remedy } = faultCatalogue[code];
    const status = statusOf({ kind, code, issues: [] });
    expect(errors).toContain(`| \`${code}\` | ${status} | ${issue} | ${meaning} | ${remedy} |`);
  });

  it('has no row that the catalogue lacks', () => {
    const rows = Array.from(errors.matchAll(/^\| `([^`]+)` \|/gm), (match) => match[1] as string);
    expect(rows.filter((code) => !(code in faultCatalogue))).toEqual([]);
  });
});

describe('docs/api', () => {
  it('has a page that the overview leads to for each interaction and operation', () => {
    const folder = new URL('../../../docs/api/', import.meta.url);
    const overview = readFileSync(new URL('README.md', folder), 'utf8');
    const pages = readdirSync(folder).filter((name) => name !== 'README.md');
    for (const page of pages) expect(overview).toContain(`](${page})`);
    const linked = Array.from(overview.matchAll(/\]\(([a-z-]+\.md)\)/g), (match) => match[1] as string);
    for (const page of linked) expect(pages).toContain(page);
  });

  it.each(ownOperations)('has a page for each address of an operation: $url', ({ name, interactions }) => {
    const folder = new URL('../../../docs/api/', import.meta.url);
    const row = readFileSync(new URL('README.md', folder), 'utf8')
      .split('\n')
      .find((line) => line.startsWith('|') && new RegExp(`\\$${name}(?![a-z-])`).test(line));
    const page = /\]\(([a-z-]+\.md)\)/.exec(row ?? '')?.[1];
    expect([name, page]).toEqual([name, expect.any(String)]);
    const text = readFileSync(new URL(page ?? '', folder), 'utf8');
    for (const { method } of interactions) expect([name, text]).toEqual([name, expect.stringContaining(method)]);
  });
});
