import { openShelf } from './definitions.ts';

const types = ['CodeSystem', 'ValueSet', 'ConceptMap'] as const;

/** A code system, value set or map that R4 itself brings, without its codes. */
export interface CoreTerminology {
  readonly resourceType: (typeof types)[number];
  readonly url: string;
  readonly version?: string;
  readonly title?: string;
  /** `CodeSystem.content`. */
  readonly content?: string;
}

interface Published {
  readonly resourceType: string;
  readonly url?: string;
  readonly version?: string;
  readonly title?: string;
  readonly name?: string;
  readonly content?: string;
}

let listed: readonly CoreTerminology[] | undefined;

/** The code systems, value sets and maps of R4, read from its files when first asked for, in some 200 ms. */
export function listCoreTerminology(): readonly CoreTerminology[] {
  listed ??= ['valuesets', 'v3-codesystems', 'v2-tables', 'conceptmaps']
    .flatMap((name) => openShelf(name).readAll() as readonly Published[])
    .flatMap((one): readonly CoreTerminology[] => {
      const { url, version, content } = one;
      const resourceType = types.find((type) => type === one.resourceType);
      if (resourceType === undefined || url === undefined) return [];
      const title = one.title ?? one.name;
      return [
        {
          resourceType,
          url,
          ...(version === undefined ? {} : { version }),
          ...(title === undefined ? {} : { title }),
          ...(content === undefined ? {} : { content }),
        },
      ];
    });
  return listed;
}
