import { atNight } from './rules/at-night.ts';
import { denialsInARow } from './rules/denials-in-a-row.ts';
import { manyEmergencies } from './rules/many-emergencies.ts';
import { manyRecords } from './rules/many-records.ts';
import { relatives } from './rules/relatives.ts';
import type { Sighting, WatchedEntry } from './rules/rule.ts';
import { wellKnown } from './rules/well-known.ts';
import { withoutRelation } from './rules/without-relation.ts';
import type { Thresholds } from './thresholds.ts';

/** All rules over one stream of entries. */
export function openWatch(numbers: Thresholds): (entry: WatchedEntry) => readonly Sighting[] {
  const rules = [
    manyRecords(numbers['many-records']),
    relatives(numbers.relatives),
    wellKnown(numbers['well-known']),
    atNight(numbers['at-night']),
    withoutRelation(numbers['without-relation']),
    manyEmergencies(numbers['many-emergencies']),
    denialsInARow(numbers['denials-in-a-row']),
  ];
  return (entry) => rules.flatMap((watch) => watch(entry) ?? []);
}
