import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseResource, printXml } from '#fhir';
import { prettyXml } from './pretty-xml.ts';

const folder = new URL('../../../../shared/data/fhir-r4-examples/', import.meta.url);
const present = existsSync(folder);

describe('prettyXml', () => {
  it('indents elements, and leaves narrative as it is', () => {
    const text =
      '<?xml version="1.0" encoding="UTF-8"?><Patient xmlns="http://hl7.org/fhir"><text><status value="generated"/>' +
      '<div xmlns="http://www.w3.org/1999/xhtml"><div>a <b>b</b></div> c<br/></div></text><active value="a>b"/></Patient>';
    expect(prettyXml(text).split('\n')).toEqual([
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<Patient xmlns="http://hl7.org/fhir">',
      '  <text>',
      '    <status value="generated"/>',
      '    <div xmlns="http://www.w3.org/1999/xhtml"><div>a <b>b</b></div> c<br/></div>',
      '  </text>',
      '  <active value="a>b"/>',
      '</Patient>',
    ]);
  });

  it.skipIf(!present)('says the same of every example, which needs ../shared/data/fhir-r4-examples', () => {
    let compared = 0;
    for (const name of readdirSync(folder).filter((one) => one.endsWith('.json'))) {
      const parsed = parseResource(readFileSync(new URL(name, folder), 'utf8'), 'json');
      if (!parsed.ok) continue;
      compared += 1;
      const xml = printXml(parsed.value);
      const again = parseResource(prettyXml(xml), 'xml');
      const plain = parseResource(xml, 'xml');
      expect([name, again]).toEqual([name, plain]);
    }
    expect(compared).toBeGreaterThan(30);
  });
});
