import { existsSync, readFileSync } from 'node:fs';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { parseResource } from '../parse-resource.ts';
import type { Resource } from '../resource.ts';
import { itemsEqual } from './equality.ts';
import { compileFhirPath } from './fhirpath.ts';
import { textOf } from './functions/conversion.ts';
import { momentLiteral } from './moment.ts';
import { type Item, systemOf } from './values.ts';

const folder = new URL('../../../../../shared/data/fhirpath-r4/', import.meta.url);
const present = existsSync(folder);

interface Case {
  readonly name: string;
  readonly input: string | undefined;
  readonly expression: string;
  readonly invalid: string | undefined;
  readonly predicate: boolean;
  readonly outputs: readonly { readonly type: string | undefined; readonly text: string }[];
}

/** The suite's own form: `<test name inputfile><expression invalid/><output type/></test>`. */
function readCases(): readonly Case[] {
  const cases: Case[] = [];
  const parser = new SaxesParser();
  let open: Record<string, string> = {};
  let expression = '';
  let invalid: string | undefined;
  let outputs: { type: string | undefined; text: string }[] = [];
  let text = '';
  let type: string | undefined;
  parser.on('opentag', ({ name, attributes }) => {
    text = '';
    if (name === 'test') {
      open = attributes;
      outputs = [];
      invalid = undefined;
    } else if (name === 'expression') invalid = attributes.invalid;
    else if (name === 'output') type = attributes.type;
  });
  parser.on('text', (more) => {
    text += more;
  });
  parser.on('cdata', (more) => {
    text += more;
  });
  parser.on('closetag', ({ name }) => {
    if (name === 'expression') expression = text;
    else if (name === 'output') outputs.push({ type, text });
    else if (name === 'test') {
      const input = open.inputfile;
      cases.push({ name: open.name ?? '', input, expression, invalid, predicate: open.predicate === 'true', outputs });
    }
  });
  parser.write(readFileSync(new URL('tests-fhir-r4.xml', folder), 'utf8')).close();
  return cases;
}

const inputs = new Map<string, Resource>();

function inputOf(name: string): Resource {
  const known = inputs.get(name);
  if (known !== undefined) return known;
  const found = ['.xml', '.json']
    .map((ending) => new URL(`input/${name.replace(/\.(?:xml|json)$/, ending)}`, folder))
    .filter((url) => existsSync(url));
  const [file] = [...found.filter((url) => url.pathname.endsWith(name)), ...found];
  if (file === undefined) throw new Error(`no input ${name}`);
  const parsed = parseResource(readFileSync(file, 'utf8'), file.pathname.endsWith('.xml') ? 'xml' : 'json');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.fault));
  inputs.set(name, parsed.value);
  return parsed.value;
}

/** What is wrong with the answer to a case; undefined where it is as expected. */
function problemOf({ input, expression, invalid, predicate, outputs }: Case): string | undefined {
  const compiled = compileFhirPath(expression);
  if (!compiled.ok) return invalid === undefined ? `not read: ${compiled.fault.issues[0]?.text}` : undefined;
  const resource = inputOf(input ?? 'patient-example.xml');
  const answered = compiled.value.evaluate(resource);
  if (!answered.ok) return invalid === undefined ? `failed: ${answered.fault.issues[0]?.text}` : undefined;
  const items = predicate ? [answered.value.length > 0] : answered.value;
  // A member that a type does not have is an error for strict engines alone; others find nothing there.
  if (invalid === 'semantic' && items.every((item) => item === false)) return undefined;
  if (invalid !== undefined) return `should fail (${invalid}), but answers ${show(items)}`;
  if (items.length !== outputs.length) return `${items.length} items instead of ${outputs.length}: ${show(items)}`;
  const wrong = items.some((item, n) => !isAs(item, outputs[n]?.type, outputs[n]?.text ?? ''));
  return wrong ? `answers ${show(items)} instead of ${outputs.map((one) => one.text).join(', ')}` : undefined;
}

function isAs(item: Item, type: string | undefined, text: string): boolean {
  const value = systemOf(item);
  if (value === undefined) return false;
  if (text.startsWith('@') && type !== 'string') {
    const moment = momentLiteral(text.slice(1));
    return moment !== undefined && textOf(value) === textOf(moment);
  }
  if (textOf(value) === text) return true;
  const expected = compileFhirPath(text);
  const answered = expected.ok ? expected.value.evaluate({ resourceType: 'Basic' }) : undefined;
  const [other] = answered?.ok === true ? answered.value : [];
  return typeof value !== 'string' && other !== undefined && itemsEqual(item, other) === true;
}

function show(items: readonly Item[]): string {
  return items
    .map((item) => {
      const value = systemOf(item);
      return value === undefined ? 'an element' : textOf(value);
    })
    .join(', ');
}

describe.skipIf(!present)('the FHIRPath suite of R4 (needs ../shared/data/fhirpath-r4)', () => {
  it.each(['UTC', 'America/Los_Angeles', 'Asia/Kathmandu'])('passes whole where the machine is in %s', (zone) => {
    const before = process.env.TZ;
    process.env.TZ = zone;
    try {
      const cases = readCases();
      const failing = cases.flatMap((one) => {
        const problem = problemOf(one);
        return problem === undefined ? [] : [`${one.name}: ${one.expression.slice(0, 120)} -> ${problem}`];
      });
      console.log(`fhirpath-r4, ${zone}: ${cases.length - failing.length} of ${cases.length} passed`);
      for (const line of failing) console.log(`  failing: ${line}`);
      expect(failing).toEqual([]);
    } finally {
      if (before === undefined) delete process.env.TZ;
      else process.env.TZ = before;
    }
  });
});
