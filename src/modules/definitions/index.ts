export {
  type DefinitionOrigin,
  type DefinitionSet,
  type DefinitionType,
  definitionTypes,
  type HeldDefinition,
  type HeldPackage,
  type NodeDefinitions,
  type PackedDefinition,
  type PackedDefinitions,
  type WrittenDefinitions,
  type WrittenVersion,
} from './contract.ts';
export { definitionSet } from './definition-set.ts';
export { definitionMigrations } from './migrations.ts';
export { type DefinitionsOptions, openDefinitions } from './open-definitions.ts';
export type { AddReport, AddRequest, Packages, PackagesOptions, RemoveReport } from './packages/contract.ts';
export { createPackages } from './packages/packages.ts';
export { openRegistry, type PackageRegistry, type RegistryOptions } from './packages/registry.ts';
export type { MissingPackage } from './packages/resolve-dependencies.ts';
