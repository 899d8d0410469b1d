import { openShelf } from './definitions.ts';

/** A code system or value set that R4 itself brings, without its codes. */
export interface CoreTerminology {
  readonly resourceType: 'CodeSystem' | 'ValueSet';
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

/** The code systems and value sets of R4, read from its files when first asked for, in some 100 ms. */
export function listCoreTerminology(): readonly CoreTerminology[] {
  listed ??= ['valuesets', 'v3-codesystems']
    .flatMap((name) => openShelf(name).readAll() as readonly Published[])
    .flatMap((one): readonly CoreTerminology[] => {
      const { resourceType, url, version, content } = one;
      if ((resourceType !== 'CodeSystem' && resourceType !== 'ValueSet') || url === undefined) return [];
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
