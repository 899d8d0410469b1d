import type { ToldOfStart } from './validation.ts';

/** Tells what it takes a process to compile all of R4: time from nothing, and the memory that stays. */
const kept = () => {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 2 ** 20;
};
const before = kept();
const began = performance.now();
const { coreDefinitions, createValidator, resourceTypes } = await import('#fhir');
const { codesOfSource, sourceOfDefinitions } = await import('#terminology/codes');
const definitions = coreDefinitions();
const validator = createValidator({ definitions, codes: codesOfSource(sourceOfDefinitions(definitions)) });
for (const resourceType of resourceTypes) validator.validate({ resourceType });
const milliseconds = performance.now() - began;
const told: ToldOfStart = { milliseconds, mebibytes: kept() - before };
console.log(JSON.stringify(told));
