const tagForm = /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/;
const longestTag = 35;

/** The canonical form of a BCP 47 tag (`fr-be` -> `fr-BE`), or undefined where it is none. */
export function canonicalTag(tag: string): string | undefined {
  if (tag.length > longestTag || !tagForm.test(tag)) return undefined;
  try {
    return Intl.getCanonicalLocales(tag)[0];
  } catch {
    return undefined;
  }
}

const rememberedTags = 256;
const forms = new Map<string, readonly string[]>();

/** A tag and its shorter forms, longest first (RFC 4647 section 3.4, lookup): `de-CH-1996`, `de-CH`, `de`. */
export function lookupForms(tag: string): readonly string[] {
  const known = forms.get(tag);
  if (known !== undefined) return known;
  // Tags come from requests: the memory of them is bounded.
  if (forms.size >= rememberedTags) forms.clear();
  const found = formsOf(tag);
  forms.set(tag, found);
  return found;
}

function formsOf(tag: string): readonly string[] {
  const canonical = canonicalTag(tag);
  if (canonical === undefined) return [];
  const parts = canonical.split('-');
  const shorter: string[] = [];
  while (parts.length > 0) {
    // A single letter introduces an extension and means nothing alone.
    if (parts.at(-1)?.length !== 1) shorter.push(parts.join('-'));
    parts.pop();
  }
  return shorter;
}
