const address = /^[A-Za-z]{1,40}\/[A-Za-z0-9\-.]{1,64}$/;
const longestTitle = 200;

/** The entry that a page is about, as its address names it: `?entry=Type/id&title=`. */
export function entryAddress({ entry, title }: Record<string, unknown>): {
  readonly entry?: string;
  readonly title?: string;
} {
  return {
    ...(typeof entry === 'string' && address.test(entry) ? { entry } : {}),
    ...(typeof title === 'string' && title.length <= longestTitle ? { title } : {}),
  };
}
