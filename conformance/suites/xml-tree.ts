import { SaxesParser } from 'saxes';

/** An element of a FHIR document with what it says: blanks between elements say nothing, those in a narrative do. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (XmlElement | string)[];
}

interface Growing {
  readonly name: string;
  readonly attributes: Record<string, string>;
  readonly children: (XmlElement | string)[];
}

/** Reads XML into a tree to be compared; knows nothing of the node's own reader. Prefixes and comments are left out. */
export function readXmlTree(text: string): XmlElement {
  const root: Growing = { name: '', attributes: {}, children: [] };
  const open: Growing[] = [root];
  const parser = new SaxesParser({ xmlns: true });
  parser.on('opentag', ({ local, uri, attributes }) => {
    const element: Growing = { name: `{${uri}}${local}`, attributes: {}, children: [] };
    for (const attribute of Object.values(attributes)) {
      const schema = attribute.uri === 'http://www.w3.org/2001/XMLSchema-instance';
      if (attribute.prefix === 'xmlns' || attribute.name === 'xmlns' || schema) continue;
      element.attributes[attribute.name] = attribute.value;
    }
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('text', (said) => {
    const within = open.at(-1);
    if (within === undefined || !within.name.startsWith('{http://www.w3.org/1999/xhtml}')) return;
    const last = within.children.at(-1);
    if (typeof last === 'string') within.children[within.children.length - 1] = last + said;
    else within.children.push(said);
  });
  parser.on('closetag', () => void open.pop());
  parser.write(text).close();
  return root.children[0] as XmlElement;
}

/** The tree without the id and the stamps that are the node's own. */
export function authoredXml(resource: XmlElement): XmlElement {
  const own = new Set(['{http://hl7.org/fhir}versionId', '{http://hl7.org/fhir}lastUpdated']);
  const children: (XmlElement | string)[] = [];
  for (const child of resource.children) {
    if (
      typeof child === 'string' ||
      (child.name !== '{http://hl7.org/fhir}id' && child.name !== '{http://hl7.org/fhir}meta')
    ) {
      children.push(child);
    } else if (child.name === '{http://hl7.org/fhir}meta') {
      const rest = child.children.filter((one) => typeof one === 'string' || !own.has(one.name));
      if (rest.length > 0) children.push({ ...child, children: rest });
    }
  }
  return { ...resource, children };
}
