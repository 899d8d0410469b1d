import type { IdentifierKind } from './identifier-kind.ts';
import { easternKinds } from './kinds/east.ts';
import { frenchKinds } from './kinds/france.ts';
import { northernKinds } from './kinds/north.ts';
import { southernKinds } from './kinds/south.ts';
import { westernKinds } from './kinds/west.ts';

/** How the countries of the EU and the EEA name their people; of a country, the kind that health care asks for first. */
export const identifierKinds: readonly IdentifierKind[] = [
  ...frenchKinds,
  ...southernKinds,
  ...westernKinds,
  ...northernKinds,
  ...easternKinds,
];

const bySystem = new Map(identifierKinds.flatMap((kind) => kind.systems.map((system) => [system, kind] as const)));

/** The kind of identifiers of a system; undefined where the node does not know it. */
export function kindOfSystem(system: string): IdentifierKind | undefined {
  return bySystem.get(system);
}

/** The kind by which a country's people are found; undefined where the node does not know how it names them. */
export function kindOfCountry(country: string): IdentifierKind | undefined {
  return identifierKinds.find((kind) => kind.country === country);
}
