import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { narrativeProblem } from './narrative.ts';
import { isPlain } from './plain-narrative.ts';

const root = '<div xmlns="http://www.w3.org/1999/xhtml"';
const anything = { element: (name: string) => /^[a-z][a-z0-9]*$/.test(name), attribute: () => true };

describe('narrative at a glance', () => {
  it.each([
    '>text</div>',
    ' class="a" lang="fr"><p>a &amp; b &#160; &#xe9;</p><br/><img src="#a" alt=\'b\' /></div>  ',
    '><table><tr><td colspan="2">1 &lt; 2</td></tr></table></div>',
  ])('is plain: %s', (rest) => {
    expect(isPlain(root + rest, root, anything)).toBe(true);
  });

  it.each([
    '>&nbsp;</div>',
    '><p>text</div></p>',
    '><p>text</div>',
    '>text</div>more',
    '>text</div><div/>',
    '><p a="1" a="2">text</p></div>',
    '><!-- comment --><p/></div>',
    '><p xmlns="urn:other">text</p></div>',
    '><p title="a<b">text</p></div>',
    '><p title=a>text</p></div>',
    '><p/ >text</div>',
    '',
  ])('is for the parser: %s', (rest) => {
    expect(isPlain(root + rest, root, anything)).toBe(false);
  });

  it('takes nothing that the parser refuses', () => {
    const pieces = [
      root,
      '>',
      '<p>',
      '</p>',
      '</div>',
      '<br/>',
      '<p a="1">',
      '&amp;',
      '&',
      '<',
      '"',
      ' on="x"',
      'a',
      ']]>',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 9 }), (parts) => {
        const div = `${root}>${parts.join('')}</div>`;
        // A space before the root is the one thing that sends it to the parser and changes nothing.
        if (isPlain(div, root, anything) && narrativeProblem(div) === undefined) {
          expect(narrativeProblem(` ${div}`)).toBeUndefined();
        }
      }),
      { numRuns: 3_000 },
    );
  });
});
