import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, migrate } from '#db';
import { openTestDatabase } from '#db/testing';
import { terminologyMigrations } from '../migrations.ts';
import { createTerminology } from '../terminology.ts';

const data = fileURLToPath(new URL('../../../../../shared/data/', import.meta.url));
const catalogues = `${data}ehdsi-mtc-translations`;
const published = `${data}fhir-packages/hl7.eu.terminology.ehdsi-8.1.0.tgz`;

let db: Database;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ db, close } = await openTestDatabase());
  expect(await migrate(db, terminologyMigrations)).toMatchObject({ ok: true });
});
afterAll(() => close());

describe.skipIf(!existsSync(catalogues) || !existsSync(published))('an import (needs ../shared/data)', () => {
  it('takes in the catalogues of MyHealth@EU, and names codes in Hungarian and Portuguese', async () => {
    const terminology = await createTerminology({ db });
    const report = await terminology.import(catalogues);
    expect(report).toMatchObject({
      ok: true,
      value: { format: 'ehdsi-mtc', systems: [], definitions: 50, refused: [] },
    });
    expect(report.ok && report.value.designations).toBeGreaterThan(41_000);
    const snomed = 'http://snomed.info/sct';
    const isco = 'urn:oid:2.16.840.1.113883.2.9.6.2.7';
    await terminology.prepare([{ system: snomed }, { system: isco }]);
    expect(terminology.designate(snomed, '103735009', ['hu'])).toEqual({
      display: 'Palliatív ellátás',
      language: 'hu',
    });
    expect(terminology.designate(snomed, '103735009', ['sv', 'hu-HU'])?.language).toBe('hu');
    expect(terminology.designate(isco, '22', ['pt-PT'])?.display).toBe('Profissionais de saúde');
  });

  it('takes in the published package with its code systems in use', async () => {
    const terminology = await createTerminology({ db });
    const report = await terminology.import(published);
    expect(report).toMatchObject({
      ok: true,
      value: {
        format: 'fhir',
        systems: [
          { concepts: 1232, inUse: true },
          { concepts: 8453, inUse: true },
        ],
      },
    });
    const answer = await terminology.perform('CodeSystem/$validate-code', {
      parameters: {
        resourceType: 'Parameters',
        id: 'x',
        parameter: [
          { name: 'url', valueUri: 'http://hl7europe.org/fhir/terminology/ehdsi/CodeSystem/edqm-all' },
          { name: 'code', valueCode: '10219000' },
        ],
      },
      languages: [],
    });
    expect(answer.resource.parameter).toContainEqual({ name: 'result', valueBoolean: true });
  });
});
