import { describe, expect, it } from 'vitest';
import { type Stamp, stampResource } from './stamp.ts';
import { samples, sampleText, sharedDataPresent } from './testing-samples.ts';

const stamp: Stamp = { id: 'x-1', versionId: '3', lastUpdated: '2026-01-02T03:04:05.678Z' };
const versions = '"versionId":"3","lastUpdated":"2026-01-02T03:04:05.678Z"';

describe('stampResource', () => {
  it.each([
    ['{"resourceType":"Patient"}', `{"resourceType":"Patient","id":"x-1","meta":{${versions}}}`],
    [
      '{"active":true,"resourceType":"Patient"}',
      `{"id":"x-1","meta":{${versions}},"active":true,"resourceType":"Patient"}`,
    ],
    ['{"resourceType":"Patient","id":"old"}', `{"resourceType":"Patient","id":"x-1","meta":{${versions}}}`],
    ['{"resourceType":"Patient","meta":{}}', `{"resourceType":"Patient","id":"x-1","meta":{${versions}}}`],
    ['{"meta":null,"id":"o","resourceType":"Patient"}', `{"meta":{${versions}},"id":"x-1","resourceType":"Patient"}`],
    [
      '{"resourceType":"Patient","meta":{"profile":["p"],"versionId":"1"},"id":"o"}',
      '{"resourceType":"Patient","meta":{"lastUpdated":"2026-01-02T03:04:05.678Z","profile":["p"],"versionId":"3"},"id":"x-1"}',
    ],
    ['{"resourceType":"Patient","\\u0069d":"o"}', `{"resourceType":"Patient","\\u0069d":"x-1","meta":{${versions}}}`],
  ])('stamps %s', (source, expected) => {
    expect(stampResource(source, stamp)).toBe(expected);
  });

  it('leaves nested ids and metas, number literals and white space as they are', () => {
    const source =
      '\ufeff\n{ "resourceType" : "Observation",\n  "contained":[{"resourceType":"Patient","id":"p","meta":{"versionId":"9"}}],\n "valueQuantity" : { "value" : 1.10, "unit":"a \\"id\\": b" },\n  "id" : "old" }\n';
    expect(stampResource(source, stamp)).toBe(
      `{ "resourceType" : "Observation",\n  "contained":[{"resourceType":"Patient","id":"p","meta":{"versionId":"9"}}],\n "valueQuantity" : { "value" : 1.10, "unit":"a \\"id\\": b" },\n  "id" : "x-1","meta":{${versions}} }`,
    );
  });

  it.skipIf(!sharedDataPresent)('sets the three and nothing else on every R4 example (needs ../shared/data)', () => {
    for (const file of samples('fhir-r4-examples', '.json')) {
      const text = sampleText(file);
      const before = JSON.parse(text);
      const { id, versionId, lastUpdated } = stamp;
      expect(JSON.parse(stampResource(text, stamp))).toEqual({
        ...before,
        id,
        meta: { ...before.meta, versionId, lastUpdated },
      });
    }
  });
});
