import type { Chart } from '../chart.ts';

const sensitivity = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';

/** What `write` adds to the record carries a label of sensitive content (v3-ActCode, InformationSensitivityPolicy). */
export function labelled(chart: Chart, code: string, write: () => void): void {
  const before = chart.resources.length;
  write();
  for (const [index, resource] of chart.resources.entries()) {
    if (index >= before) chart.resources[index] = { ...resource, meta: { security: [{ system: sensitivity, code }] } };
  }
}
