import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { compileFhirPath, jsonOf, parseResource } from '#fhir';
import type { Fault } from '#kernel';
import type { Command } from '../command.ts';

export const fhirpathCommand: Command = {
  help: `npm run -s carnet -- fhirpath <expression> <file> [--json]

Answers a FHIRPath expression for a resource in a JSON or XML file, an item a line. Needs no node.

  --json   print the answer as one JSON array`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { json: { type: 'boolean' } },
    });
    const [expression, file] = positionals;
    if (expression === undefined || file === undefined || positionals.length > 2) {
      console.error(fhirpathCommand.help);
      return 2;
    }
    const compiled = compileFhirPath(expression);
    if (!compiled.ok) return refuse(compiled.fault);
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text === undefined) {
      console.error(`Cannot be read: ${file}`);
      return 2;
    }
    const format = text.trimStart().startsWith('<') ? 'xml' : 'json';
    const resource = parseResource(text, format);
    if (!resource.ok) return refuse(resource.fault);
    const answered = compiled.value.evaluate(resource.value);
    if (!answered.ok) return refuse(answered.fault);
    const items = answered.value.map(jsonOf);
    if (values.json) console.log(JSON.stringify(items));
    else for (const item of items) console.log(typeof item === 'string' ? item : JSON.stringify(item));
    return 0;
  },
};

function refuse({ issues }: Fault): number {
  for (const { text, path } of issues) console.error(path === undefined ? text : `${path}: ${text}`);
  return 1;
}
