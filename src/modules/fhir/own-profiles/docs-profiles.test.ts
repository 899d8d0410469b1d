import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { categories } from './categories.ts';
import { tables } from './testing-tables.ts';

const page = fileURLToPath(new URL('../../../../docs/profiles.md', import.meta.url));

it('docs/profiles.md has the tables of the definitions (vitest -u writes them)', async () => {
  let made = readFileSync(page, 'utf8');
  for (const [name, table] of tables()) {
    const marks = new RegExp(`(<!-- ${name} -->\n)[\\s\\S]*?(<!-- end -->)`);
    expect(made, name).toMatch(marks);
    made = made.replace(marks, (_, begin, end) => `${begin}\n${table}\n\n${end}`);
  }
  await expect(made).toMatchFileSnapshot(page);
});

it('docs/profiles.md names every category with the codes that it is known by', () => {
  const text = readFileSync(page, 'utf8');
  for (const { types, bundle, name } of categories) {
    const rows = text.split('\n').filter((line) => line.includes(`\`${bundle.slice(bundle.lastIndexOf('/') + 1)}\``));
    const codes = name === 'laboratory report' ? types.slice(0, 1) : types;
    for (const code of codes) expect(rows[0], name).toContain(code);
  }
});
