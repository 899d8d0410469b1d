import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  coreDefinitions,
  createValidator,
  defaultProfileOf,
  inLanguage,
  keepTypes,
  locateIssues,
  parseResource,
  readPackage,
  type ValidationLanguage,
  validationLanguages,
  validationOutcome,
  withDefinitions,
} from '#fhir';
import { codesOfSource, sourceOfDefinitions } from '#terminology/codes';
import type { Command } from '../command.ts';
import { ConfigError } from '../settings.ts';

type Definition = Parameters<typeof withDefinitions>[1][number];

export const validateCommand: Command = {
  help: `npm run -s carnet -- validate [options] <file> [...]

Says what is wrong with FHIR R4 resources in JSON or XML files. Needs no node. The exit code is 1 where there are errors.

  --profile <canonical>   judge by this profile too; may be repeated
  --package <path>        definitions from a package (.tgz), a folder or a file (a resource or a Bundle); may be repeated
  --language <code>       say it in ${validationLanguages.join(', ')}; English unless said
  --json                  print one OperationOutcome a line, in the order of the files`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        profile: { type: 'string', multiple: true },
        package: { type: 'string', multiple: true },
        language: { type: 'string', default: 'en' },
        json: { type: 'boolean' },
      },
    });
    if (positionals.length === 0) {
      console.error('Name a file to validate.');
      return 2;
    }
    const language = validationLanguages.find((one) => one === values.language);
    if (language === undefined) {
      console.error(`--language must be one of ${validationLanguages.join(', ')}.`);
      return 2;
    }
    const more = (values.package ?? []).flatMap(readDefinitions);
    const definitions = withDefinitions(coreDefinitions(), more);
    const validator = createValidator({ definitions, codes: codesOfSource(sourceOfDefinitions(definitions)) });
    let wrong = false;
    for (const file of positionals) {
      const text = readText(file);
      const format = isXml(text) ? 'xml' : 'json';
      const leftOut: Issues[number][] = [];
      const parsed = parseResource(text, format, { maxBytes: largestFile, passOver: (issue) => leftOut.push(issue) });
      const judged = parsed.ok
        ? validator.validate(parsed.value, { ...strict, profiles: values.profile ?? [], documents: defaultProfileOf })
        : parsed.fault.issues;
      const found = parsed.ok ? locateIssues(text, format, [...leftOut, ...judged]) : [...leftOut, ...judged];
      const issues = found.map((issue) => ({ ...issue, text: inLanguage(issue.text, language) }));
      wrong ||= issues.some(({ severity }) => severity === 'error');
      if (values.json) console.log(JSON.stringify(validationOutcome(issues)));
      else print(file, issues, language);
    }
    keepTypes();
    return wrong ? 1 : 0;
  },
};

/** Nothing is stored here that somebody waits for: what may be wrong is said as such. */
const strict = {
  unknownExtensions: 'error',
  unknownProfiles: 'error',
  vitalSigns: 'error',
  displays: 'error',
} as const;

const largestFile = 256 * 1024 * 1024;

type Issues = Parameters<typeof locateIssues>[2];

function print(file: string, issues: Issues, language: ValidationLanguage): void {
  console.log(`${file}: ${issues.length === 0 ? inLanguage('Nothing is wrong.', language) : ''}`);
  for (const { severity, path, text, profile, position } of issues) {
    const place = position === undefined ? '' : `${position.line}:${position.column}`;
    const origin = profile === undefined ? '' : ` [${profile}]`;
    console.log(`  ${severity.padEnd(12)}${place.padEnd(9)}${path ?? ''}: ${text}${origin}`);
  }
}

function isXml(text: string): boolean {
  return /^\ufeff?\s*</.test(text);
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new ConfigError(`Cannot be read: ${path}`);
  }
}

/** Every definition below a folder, or in a file that is one or a Bundle of them. */
function readDefinitions(path: string): readonly Definition[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) throw new ConfigError(`Not there: ${path}`);
  if (stat.isDirectory()) {
    return readdirSync(path)
      .filter((name) => /\.(?:json|xml)$/.test(name) || statSync(join(path, name)).isDirectory())
      .flatMap((name) => readDefinitions(join(path, name)));
  }
  if (path.endsWith('.tgz')) {
    const read = readPackage(readFileSync(path));
    if (!read.ok) throw new ConfigError(`${path}: ${read.fault.issues[0]?.text}`);
    return read.value.definitions;
  }
  const text = readText(path);
  const parsed = parseResource(text, isXml(text) ? 'xml' : 'json', { maxBytes: largestFile });
  if (!parsed.ok) return [];
  const { entry } = parsed.value as { readonly entry?: readonly { readonly resource?: unknown }[] };
  const listed =
    parsed.value.resourceType === 'Bundle' ? (entry ?? []).map(({ resource }) => resource) : [parsed.value];
  return listed as readonly Definition[];
}
