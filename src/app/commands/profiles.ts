import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ownProfiles } from '#fhir';
import type { Command } from '../command.ts';

export const profilesCommand: Command = {
  help: `npm run -s carnet -- profiles <folder>

Writes the project's own profiles of the six categories of the EHDS (docs/profiles.md) as an unpacked FHIR package, for
other validators: <folder>/package/ with package.json and a file for each definition. Needs no node.`,
  async run([folder, ...others]) {
    if (folder === undefined || folder.startsWith('-') || others.length > 0) {
      console.error(profilesCommand.help);
      return 2;
    }
    const target = join(folder, 'package');
    mkdirSync(target, { recursive: true });
    const write = (name: string, content: object) =>
      writeFileSync(join(target, name), `${JSON.stringify(content, undefined, 2)}\n`);
    write('package.json', {
      name: 'carnet.ehds.profiles',
      version: ownProfiles[0]?.version,
      title: 'Profiles of the priority categories of the European Health Data Space',
      canonical: 'https://carnet.example/fhir',
      type: 'IG',
      fhirVersions: ['4.0.1'],
      dependencies: { 'hl7.fhir.r4.core': '4.0.1' },
    });
    for (const profile of ownProfiles) write(`StructureDefinition-${profile.id}.json`, profile);
    console.log(`${ownProfiles.length} definitions in ${target}`);
    return 0;
  },
};
