const slash = 0x2f;
const bracket = 0x3e;
const deepest = 200;
const mostAttributes = 30;

/** One tag with attributes that no entity stands in. */
const tag = /<(\/?)([a-z][a-z0-9]*)((?:\s+[A-Za-z][\w.-]*(?::[a-z]+)?\s*=\s*(?:"[^"<&]*"|'[^'<&]*'))*)\s*(\/?)>/y;
const attribute = /([A-Za-z][\w.-]*(?::[a-z]+)?)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const reference = /&(?!(?:amp|lt|gt|quot|apos|#\d{1,6}|#x[0-9a-fA-F]{1,5});)/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML must not hold
const unusual = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ud800-\udfff\ufffe\uffff]/;

/**
 * Whether XHTML is well-formed and has nothing in it but what `allows` takes, as far as that is seen at a glance: no
 * comments, no prefixes of namespaces, nothing but the five entities of XML. Where this is false a parser must say.
 */
export function isPlain(
  div: string,
  root: string,
  allows: { element(name: string): boolean; attribute(name: string, value: string): boolean },
): boolean {
  if (!div.startsWith(root) || unusual.test(div) || div.includes(']]>')) return false;
  if (div.includes('&') && reference.test(div)) return false;
  const open: string[] = [];
  let at = 0;
  while (at < div.length) {
    if (open.length > deepest) return false;
    const next = div.indexOf('<', at);
    // What stands outside of the root is for the parser.
    if (open.length === 0 && at > 0) return next === -1 && div.slice(at).trim() === '';
    if (next === -1) return false;
    // Most tags are a name and nothing else.
    const last = open.at(-1);
    if (last !== undefined && div.charCodeAt(next + 1) === slash && div.startsWith(last, next + 2)) {
      const behind = next + 2 + last.length;
      if (div.charCodeAt(behind) === bracket) {
        open.pop();
        at = behind + 1;
        continue;
      }
    }
    const end = div.indexOf('>', next);
    const inner = div.slice(next + 1, end);
    if (allows.element(inner)) {
      open.push(inner);
      at = end + 1;
      continue;
    }
    tag.lastIndex = next;
    const found = tag.exec(div);
    if (found === null) return false;
    const [whole, closing, name = '', attributes = '', empty] = found;
    at = next + whole.length;
    if (closing !== '') {
      if (open.pop() !== name || attributes !== '' || empty !== '') return false;
      continue;
    }
    if (!allows.element(name) || (attributes !== '' && !areAllowed(attributes, open.length === 0, allows.attribute))) {
      return false;
    }
    if (empty === '') open.push(name);
  }
  return open.length === 0;
}

function areAllowed(attributes: string, isRoot: boolean, allows: (name: string, value: string) => boolean): boolean {
  const seen: string[] = [];
  attribute.lastIndex = 0;
  for (let found = attribute.exec(attributes); found !== null; found = attribute.exec(attributes)) {
    const [, name = '', quoted, single] = found;
    if (seen.length === mostAttributes || seen.includes(name)) return false;
    seen.push(name);
    // The namespace of the root has been compared; another one is for the parser.
    if (name === 'xmlns' ? !isRoot : name.includes(':') && name !== 'xml:lang' && name !== 'xml:space') return false;
    if (!allows(name.toLowerCase(), quoted ?? single ?? '')) return false;
  }
  return true;
}
