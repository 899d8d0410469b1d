import { describe, expect, it } from 'vitest';
import type { Resource } from '#fhir';
import * as fhir from '#fhir';
import { checkPersonIdentifier, insDemonstrationSystem, isQualified, travelsBy } from '#identity';
import { builtInDesignations, builtInLanguages, missingDesignations } from '#terminology';
import { codingsOf } from './codings.ts';
import { type DemonstrationCountry, demonstrationOf } from './demonstration.ts';
import { demonstrationDesignations } from './designations.ts';

const countries: readonly DemonstrationCountry[] = ['FR', 'PT'];

function everything(country: DemonstrationCountry): readonly Resource[] {
  const { directory, people } = demonstrationOf(country);
  return [...directory, ...people.flatMap((person) => person.resources)];
}

function referencesIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (typeof value !== 'object' || value === null) return [];
  const own = 'reference' in value && typeof value.reference === 'string' ? [value.reference] : [];
  return [...own, ...Object.values(value).flatMap(referencesIn)];
}

describe.each(countries)('the demonstration of %s', (country) => {
  const resources = everything(country);
  const addresses = resources.map(({ resourceType, id }) => `${resourceType}/${id}`);

  it('holds resources that fit their R4 definitions', () => {
    const faults = resources.flatMap((resource) =>
      fhir
        .checkStructure(resource)
        .filter((issue) => issue.severity === 'error')
        .map((issue) => `${resource.resourceType}/${resource.id} ${issue.path ?? ''}: ${issue.text}`),
    );
    expect(faults).toEqual([]);
  });

  it('gives every resource an id of its own that FHIR allows and that begins with its person or country', () => {
    expect(new Set(addresses).size).toBe(addresses.length);
    for (const { id } of resources) expect(id).toMatch(/^(fr|pt)-[A-Za-z0-9\-.]{1,61}$/);
    for (const { patient, resources: own } of demonstrationOf(country).people) {
      for (const { id } of own) expect(id?.startsWith(patient)).toBe(true);
    }
  });

  it('refers only to what it holds', () => {
    const known = new Set(addresses);
    expect(resources.flatMap(referencesIn).filter((reference) => !known.has(reference))).toEqual([]);
  });

  it('puts every resource of a person into that person’s record', () => {
    for (const { patient, resources: own } of demonstrationOf(country).people) {
      const strays = own.filter((resource) => fhir.compartmentOf(resource).patient !== patient);
      expect(strays.map(({ id }) => id)).toEqual([]);
    }
  });

  it('names nobody in what belongs to nobody', () => {
    const { directory, people } = demonstrationOf(country);
    const text = JSON.stringify(directory);
    for (const { patient } of people) expect(text).not.toContain(patient);
  });

  it('gives every person an identifier whose form and key hold', () => {
    for (const person of resources.filter(({ resourceType }) => resourceType === 'Patient')) {
      const [{ system, value }] = person.identifier as [{ system: string; value: string }];
      expect(checkPersonIdentifier(system, value).ok).toBe(true);
    }
  });

  it('has only people who can be found from abroad, the French ones by a qualified identity', () => {
    for (const person of resources.filter(({ resourceType }) => resourceType === 'Patient')) {
      const [{ system }] = person.identifier as [{ system: string }];
      expect(travelsBy(person, system)).toBe(true);
      expect(isQualified(person)).toBe(system === insDemonstrationSystem);
    }
  });

  it('is the same at every call', () => {
    expect(JSON.stringify(demonstrationOf(country))).toBe(JSON.stringify(demonstrationOf(country)));
  });

  it('tells of nothing that lies after November 2026 as if it had happened', () => {
    const happened = ['effectiveDateTime', 'occurrenceDateTime', 'performedDateTime', 'authoredOn', 'recordedDate'];
    const later = resources.filter((resource) =>
      happened.some((element) => String(resource[element] ?? '') > '2026-12'),
    );
    expect(later.map(({ id }) => id)).toEqual([]);
  });

  it('has accounts that point at people, professionals and organizations that exist', () => {
    const known = new Set(addresses);
    const { accounts, relations } = demonstrationOf(country);
    for (const { account, proxies } of accounts) {
      if (account.patient !== undefined) expect(known).toContain(`Patient/${account.patient}`);
      if (account.practitioner !== undefined) expect(known).toContain(`Practitioner/${account.practitioner}`);
      if (account.organization !== undefined) expect(known).toContain(`Organization/${account.organization}`);
      for (const { patient } of proxies) expect(known).toContain(`Patient/${patient}`);
      expect(Object.keys(account.about ?? {})).toEqual(['en', 'fr', 'pt']);
    }
    const aliases = accounts.map(({ account }) => account.alias);
    expect(new Set(aliases).size).toBe(aliases.length);
    expect(aliases).toEqual(expect.arrayContaining(['citizen', 'doctor', 'pharmacist', 'admin', 'importer']));
    for (const { patient, organization, practitioner } of relations) {
      expect(known).toContain(`Patient/${patient}`);
      expect(known).toContain(`Organization/${organization}`);
      expect(known).toContain(`Practitioner/${practitioner}`);
    }
  });
});

describe('the demonstration people', () => {
  it('have rich records, the first citizen the richest', () => {
    const sizes = countries.flatMap((country) =>
      demonstrationOf(country).people.map(({ patient, resources }) => [patient, resources.length] as const),
    );
    expect(sizes).toHaveLength(14);
    expect(sizes.filter(([, size]) => size >= 40)).toHaveLength(10);
    for (const [, size] of sizes) expect(size).toBeGreaterThanOrEqual(8);
    const claire = sizes.find(([patient]) => patient === 'fr-claire-moreau')?.[1] ?? 0;
    expect(claire).toBe(Math.max(...sizes.map(([, size]) => size)));
  });

  it('use no code that lacks a name in any of the languages', () => {
    const names = new Map(
      [...builtInDesignations, ...demonstrationDesignations].map((row) => [
        `${row.system}|${row.code}|${row.language}`,
        row.display,
      ]),
    );
    const terminology = {
      designate: (system: string, code: string, [language = '']: readonly string[]) => {
        const display = names.get(`${system}|${code}|${language}`);
        return display === undefined || display === '' ? undefined : { display, language };
      },
    };
    // How an identity came about is said by codes that no page shows.
    const shown = (resource: Resource) => ({
      ...resource,
      ...(resource.resourceType === 'Patient' && { extension: [] }),
    });
    const codings = countries.flatMap((country) => codingsOf(everything(country).map(shown)));
    expect(codings.length).toBeGreaterThan(100);
    expect(missingDesignations(terminology, codings, builtInLanguages)).toEqual([]);
  });
});
