import { describe, expect, it } from 'vitest';
import { narrativeProblem } from './narrative.ts';

const root = '<div xmlns="http://www.w3.org/1999/xhtml">';
const many = 20_000;

describe('narrative that is made to take long', () => {
  it.each([
    ['elements inside each other', `${root}${'<b>'.repeat(many)}${'</b>'.repeat(many)}</div>`],
    ['the same for the parser', `${root}<!-- -->${'<b>'.repeat(many)}${'</b>'.repeat(many)}</div>`],
    ['elements that never end', `${root}${'<b>'.repeat(2 * many)}`],
    ['namespaces inside each other', `${root}<!-- -->${'<p xmlns:a="b">'.repeat(many)}</div>`],
    ['signs that begin nothing', `${root}${'<'.repeat(5 * many)}`],
    ['attributes', `${root}<p ${Array.from({ length: many }, (_, n) => `a${n}=""`).join(' ')}><b></p></div>`],
  ])('is refused at once: %s', (_, div) => {
    const before = process.cpuUsage();
    expect(narrativeProblem(div)).toBeDefined();
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(300);
  });

  it('takes 200 elements inside each other and no more', () => {
    const nested = (depth: number, more = '') => `${root}${more}${'<b>'.repeat(depth)}${'</b>'.repeat(depth)}</div>`;
    for (const more of ['', '<!-- -->']) {
      expect(narrativeProblem(nested(199, more))).toBeUndefined();
      expect(narrativeProblem(nested(200, more))).toContain('200 elements inside each other');
    }
  });
});
