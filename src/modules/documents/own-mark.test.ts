import { expect, it } from 'vitest';
import { ownMarks, type Resource, withOwnMark } from '#fhir';
import { composeSummary } from './compose-summary.ts';
import { renderDocument } from './render-document.ts';
import { records, summaryInput, terminology } from './sample-record.ts';
import { summaryView } from './summary-view.ts';
import { translateDocument } from './translate-document.ts';

const marked = (resource: Resource, by: 'person' | 'proxy'): Resource =>
  ({ ...resource, meta: withOwnMark(resource.meta, by) }) as Resource;
const [first, ...others] = records.filter(({ resourceType }) => resourceType === 'AllergyIntolerance');
const rest = records.filter(({ resourceType }) => resourceType !== 'AllergyIntolerance');
const resources = [...rest, ...others, marked(first as Resource, 'person')];

it('an own entry keeps its mark in the document that crosses the border, in its narrative and on the page', () => {
  const document = composeSummary(summaryInput({ resources }));
  const { document: abroad } = translateDocument(document, 'pt', terminology);
  const labels = abroad.entry.flatMap(({ resource }) => (resource.meta as { security?: unknown[] })?.security ?? []);
  expect(labels).toEqual([ownMarks.person]);
  const shown = summaryView(abroad, { language: 'pt', terminology }).sections.flatMap(({ entries }) => entries);
  expect(shown.filter(({ ownBy }) => ownBy === 'person').length).toBe(1);
  const words = 'acrescentado pelo doente';
  expect(JSON.stringify(abroad)).toContain(words);
  expect(renderDocument(abroad, { language: 'pt', terminology })).toContain(words);
});

it('what nobody marked bears no mark', () => {
  const document = composeSummary(summaryInput());
  expect(JSON.stringify(document)).not.toContain('PATAST');
  expect(renderDocument(document, { language: 'en', terminology })).not.toContain('class="own"');
});

it('says of what a representative added that it was he', () => {
  const document = composeSummary(summaryInput({ resources: [...rest, marked(first as Resource, 'proxy')] }));
  expect(renderDocument(document, { language: 'en', terminology })).toContain('added by who acts for the patient');
});
