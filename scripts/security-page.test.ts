import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const read = (path: string) => readFileSync(join(root, path), 'utf8');

interface Threat {
  readonly door: string;
  readonly kind: string;
  readonly threat: string;
  readonly proof: string;
}

/** The rows of the threat model, each below the heading of its door. */
function threatsIn(page: string): readonly Threat[] {
  let door = '';
  return page.split('\n').flatMap((line) => {
    if (line.startsWith('### ')) door = line.slice(4);
    const [, kind = '', threat = '', , proof = ''] = line.split('|').map((cell) => cell.trim());
    return /^[STRIDE]$/.test(kind) ? [{ door, kind, threat, proof }] : [];
  });
}

const doors = [
  'Pages and session',
  'Identity desk',
  'FHIR API',
  'Sign-in',
  'Apps',
  'Gateway between countries',
  'Command line',
  'Database',
  'Import and packages',
  'Outgoing requests of Subscriptions',
  'Log and witnesses',
];
const page = read('SECURITY.md');
const threats = threatsIn(page);
const namedIn = (proof: string) => [...proof.matchAll(/`([^`]+)`/g)].map(([, path = '']) => path);

describe('the threat model', () => {
  it('looks at each door, for every kind of threat', () => {
    expect([...new Set(threats.map(({ door }) => door))]).toEqual(doors);
    for (const door of doors) {
      const kinds = new Set(threats.filter((each) => each.door === door).map(({ kind }) => kind));
      expect([...kinds].toSorted(), door).toEqual(['D', 'E', 'I', 'R', 'S', 'T']);
    }
    expect(threats.length).toBeGreaterThan(60);
  });

  it.each(threats)('$door, $kind: $threat', ({ proof }) => {
    if (proof.startsWith('open: ')) return;
    const paths = namedIn(proof);
    expect(paths.length).toBeGreaterThan(0);
    for (const path of paths) {
      expect(path).toMatch(/\.(test|e2e)\.ts$/);
      expect(existsSync(join(root, path)), path).toBe(true);
      expect(read(path), path).toMatch(/\b(it|describe)(\.each|\.skipIf)?[(<]/);
    }
  });

  it('leaves open what it says is open, and hides no row by its form', () => {
    const rows = page.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| | threat'));
    expect(rows).toHaveLength(threats.length);
    expect(threatsIn('### X\n| S | a | b | open: later |')).toEqual([
      { door: 'X', kind: 'S', threat: 'a', proof: 'open: later' },
    ]);
  });

  it('keeps how a finding is reported', () => {
    expect(page).toMatch(/Report a finding privately/);
    expect(page).toMatch(/within three working days/);
  });
});
