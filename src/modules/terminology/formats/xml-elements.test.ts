import { describe, expect, it } from 'vitest';
import type { Refusal } from './format.ts';
import { sourceOf } from './testing-source.ts';
import { childOf, elementsOf, textOf, type XmlLayout } from './xml-elements.ts';

async function read(text: string | Buffer, layout: XmlLayout) {
  const refusals: Refusal[] = [];
  const [file] = sourceOf('x', { 'x.xml': text }).files;
  if (file === undefined) throw new Error('no file');
  const elements = await Array.fromAsync(elementsOf(file, layout, { refused: (one) => void refusals.push(one) }));
  return { elements, refusals: refusals.map(({ line, reason }) => [line, reason]) };
}

describe('elements of an XML file', () => {
  it('come whole, with mixed text, and those that are only opened without', async () => {
    const text = '<n:r a="1"><x><b>one <i>two</i>\n three</b><![CDATA[ & four]]></x><x/>text<y><x>5</x></y></n:r>';
    const { elements, refusals } = await read(text, { take: ['x'], open: ['r'] });
    expect(elements.map(({ name, line }) => [name, line])).toEqual([
      ['r', 1],
      ['x', 1],
      ['x', 2],
      ['x', 2],
    ]);
    expect(elements[0]).toMatchObject({ attributes: { a: '1' }, content: [] });
    expect(elements.slice(1).map(textOf)).toEqual(['one two three & four', '', '5']);
    expect(textOf(childOf(elements[1], 'b', 'i'))).toBe('two');
    expect(refusals).toEqual([]);
  });

  it.each([
    ['ISO-8859-1', Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><x>é</x>', 'latin1')],
    ['UTF-8', Buffer.from('\ufeff<?xml version="1.0"?><x>é</x>')],
    ['UTF-16', Buffer.from('\ufeff<?xml version="1.0" encoding="UTF-16"?><x>é</x>', 'utf16le')],
  ])('are read in %s', async (_, bytes) => {
    const { elements } = await read(bytes, { take: ['x'] });
    expect(elements.map(textOf)).toEqual(['é']);
  });

  it('are refused alone where they are too long or nest too deep', async () => {
    const deep = `${'<a>'.repeat(120)}${'</a>'.repeat(120)}`;
    const text = `<r><x>${'long '.repeat(100)}</x><x>${deep}</x>\n<x>fine</x></r>`;
    const { elements, refusals } = await read(text, { take: ['x'], longest: 400 });
    expect(elements.map(textOf)).toEqual(['fine']);
    expect(refusals).toEqual([
      [1, 'too-long'],
      [1, 'too-deep'],
    ]);
  });

  it.each([
    ['declarations in the document type', '<!DOCTYPE r [<!ENTITY a "b">]><r/>'],
    ['entities from elsewhere', '<r>&chapter;</r>'],
    ['what is not closed', '<r><x>1</x>'],
    ['a second root', '<r/><r/>'],
    ['what nests without end around', `${'<r>'.repeat(200)}`],
    ['bytes of another encoding', Buffer.from('<x>é</x>', 'latin1')],
    ['an encoding that nobody knows', '<?xml version="1.0" encoding="x-own"?><x/>'],
    ['a tag that never ends', `<r><x a="${'a'.repeat(3_000_000)}`],
  ])('end at %s', async (_, text) => {
    const { refusals } = await read(text, { take: ['x'] });
    expect(refusals.map(([, reason]) => reason)).toEqual(['broken']);
  });

  it('may name a grammar, which is never fetched', async () => {
    const { refusals } = await read('<!DOCTYPE r PUBLIC "a" "http://example.org/b.dtd"><r/>', { take: ['x'] });
    expect(refusals).toEqual([]);
  });
});
