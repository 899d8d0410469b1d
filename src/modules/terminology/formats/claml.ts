import { fail, ok } from '#kernel';
import type { ConceptDesignation, ConceptProperty, ConceptRow } from '../concepts.ts';
import { canonicalTag } from '../language-tag.ts';
import { applyModifiers, type ModifierClass } from './claml-modifiers.ts';
import { conceptRow, propertyOf } from './concept-row.ts';
import type { ConceptFormat, ReadOptions, SourceFile } from './format.ts';
import { codeSystemHeader, isCode, oneSystem } from './part-header.ts';
import { firstLines } from './text-lines.ts';
import { childrenOf, elementsOf, textOf, type XmlElement } from './xml-elements.ts';

/** A class of the classification, as it is kept until all are read: modifiers may stand after what they modify. */
export interface ClamlClass {
  readonly code: string;
  readonly kind: string;
  readonly usage: string;
  readonly parents: readonly string[];
  readonly children: readonly string[];
  readonly modifiedBy: readonly { readonly modifier: string; readonly only?: ReadonlySet<string> }[];
  readonly excluded: readonly string[];
  readonly rubrics: readonly Rubric[];
  /** Attributes that the publisher gives to classes, by name. */
  readonly meta: readonly (readonly [string, string])[];
}

interface Rubric {
  readonly kind: string;
  readonly language: string | undefined;
  readonly text: string;
}

interface Document {
  readonly classes: Map<string, ClamlClass>;
  readonly modifiers: Map<string, ModifierClass[]>;
  title: { name: string; version: string; text: string } | undefined;
  language: string | undefined;
}

/** More classes than any classification has. */
const mostClasses = 500_000;

/** Code systems by what their documents call themselves. */
const systems: readonly (readonly [RegExp, string])[] = [
  [/ICD-?10-?GM/i, 'http://fhir.de/CodeSystem/bfarm/icd-10-gm'],
  [/^OPS/i, 'http://fhir.de/CodeSystem/bfarm/ops'],
  [/ICD-?O-?3/i, 'http://terminology.hl7.org/CodeSystem/icd-o-3'],
  [/ICF/i, 'http://hl7.org/fhir/sid/icf'],
  [/(ICD|CIM|CIE|MKN|BNO)-?10/i, 'http://hl7.org/fhir/sid/icd-10'],
];

/** Rubrics that are further words for the class; the others tell about it. */
const wordRubrics = new Set(['preferredLong', 'inclusion']);
const isClaml = /<ClaML[\s>]/;

/**
 * Classification Markup Language 2.0 and 3.0 (EN 14463), in which WHO and the national centres publish ICD-10. Chapters,
 * blocks and categories become concepts with their `kind`; dagger and asterisk the property `usage`; inclusions and long
 * titles designations; definitions definitions; other rubrics properties of their kind. Codes that come about by
 * modifiers are made.
 */
export const claml: ConceptFormat = {
  name: 'claml',
  title: 'Classifications in ClaML (ICD-10 and its national editions, ICF, OPS)',
  async recognises({ files }) {
    for (const file of files) if (/\.xml$/i.test(file.path) && (await isDocument(file))) return true;
    return false;
  },
  async read({ files }, options) {
    const xml: SourceFile[] = [];
    for (const file of files) if (/\.xml$/i.test(file.path) && (await isDocument(file))) xml.push(file);
    const [file, ...others] = xml;
    if (file === undefined || others.length > 0) {
      return fail('terminology.malformed', 'One ClaML document is needed, and one alone: each is a code system.');
    }
    const document = await readDocument(file, options);
    const { title } = document;
    const url = options.url ?? systems.find(([name]) => name.test(title?.name ?? ''))?.[1];
    if (url === undefined) {
      return fail('terminology.malformed', 'The document does not say which classification it is: give its url.');
    }
    const name = title?.name ?? 'Classification';
    const header = codeSystemHeader(
      {
        url,
        version: title?.version,
        name: name.replaceAll(/\W+/g, '_'),
        title: title?.text || name,
        language: document.language,
        hierarchyMeaning: 'is-a',
        caseSensitive: true,
        property: propertiesOf(document),
      },
      options,
    );
    return ok(oneSystem(header, conceptsOf(document, header.language as string | undefined)));
  },
};

async function isDocument(file: SourceFile): Promise<boolean> {
  return isClaml.test((await firstLines(file, 50)).join('\n'));
}

async function readDocument(file: SourceFile, options: ReadOptions): Promise<Document> {
  const document: Document = { classes: new Map(), modifiers: new Map(), title: undefined, language: undefined };
  const layout = { take: ['Class', 'ModifierClass', 'Title', 'Meta'] };
  const refuse = (line: number, reason: 'no-code' | 'duplicate' | 'too-long') =>
    options.refused({ file: file.path, line, reason });
  for await (const element of elementsOf(file, layout, options)) {
    const { name, line } = element;
    const { code = '', value } = element.attributes;
    if (name === 'Title') {
      const { name: title = '', version = '' } = element.attributes;
      document.title = { name: title, version, text: textOf(element) };
    } else if (name === 'Meta') {
      if (element.attributes.name === 'lang') document.language = canonicalTag(value ?? '');
    } else if (!isCode(code)) refuse(line, 'no-code');
    else if (name === 'ModifierClass') {
      const { modifier = '' } = element.attributes;
      const classes = document.modifiers.get(modifier) ?? [];
      document.modifiers.set(modifier, classes);
      classes.push({ code, rubrics: rubricsOf(element) });
    } else if (document.classes.has(code)) refuse(line, 'duplicate');
    else if (document.classes.size >= mostClasses) refuse(line, 'too-long');
    else document.classes.set(code, classOf(code, element));
  }
  return document;
}

function classOf(code: string, element: XmlElement): ClamlClass {
  const codes = (name: string) =>
    childrenOf(element, name).flatMap(({ attributes }) => (attributes.code === undefined ? [] : [attributes.code]));
  return {
    code,
    kind: element.attributes.kind ?? '',
    usage: element.attributes.usage ?? '',
    parents: codes('SuperClass'),
    children: codes('SubClass'),
    modifiedBy: childrenOf(element, 'ModifiedBy').map((modifiedBy) => {
      const only = childrenOf(modifiedBy, 'ValidModifierClass').flatMap(({ attributes }) => attributes.code ?? []);
      return { modifier: modifiedBy.attributes.code ?? '', ...(only.length > 0 && { only: new Set(only) }) };
    }),
    excluded: codes('ExcludeModifier'),
    rubrics: rubricsOf(element),
    meta: childrenOf(element, 'Meta').flatMap(({ attributes: { name = '', value = '' } }) =>
      name === '' || value === '' ? [] : [[name, value] as const],
    ),
  };
}

function rubricsOf(element: XmlElement): readonly Rubric[] {
  return childrenOf(element, 'Rubric').flatMap((rubric) =>
    childrenOf(rubric, 'Label').map((label) => ({
      kind: rubric.attributes.kind ?? '',
      language: canonicalTag(label.attributes['xml:lang'] ?? ''),
      text: textOf(label),
    })),
  );
}

function propertiesOf({ classes }: Document) {
  const kinds = new Set<string>();
  for (const { rubrics, meta } of classes.values()) {
    for (const { kind } of rubrics) if (isTelling(kind)) kinds.add(kind);
    for (const [name] of meta) kinds.add(name);
  }
  return [
    { code: 'kind', type: 'code' as const },
    { code: 'usage', type: 'code' as const, description: 'dagger or aster: the double classification of ICD-10' },
    { code: 'modifier', type: 'code' as const, description: 'The modifier by which the code came about' },
    ...[...kinds].map((code) => ({ code, type: 'string' as const })),
  ];
}

function isTelling(kind: string): boolean {
  return kind !== 'preferred' && kind !== 'definition' && !wordRubrics.has(kind);
}

async function* conceptsOf(document: Document, language: string | undefined): AsyncGenerator<ConceptRow> {
  for (const found of document.classes.values()) yield conceptOf(found, language);
  for (const made of applyModifiers(document.classes, document.modifiers)) {
    const row = conceptOf(made, language);
    yield { ...row, properties: [...(row.properties ?? []), { code: 'modifier', type: 'code', value: made.modifier }] };
  }
}

function conceptOf(found: ClamlClass, language: string | undefined): ConceptRow {
  const preferred = found.rubrics.filter(({ kind }) => kind === 'preferred');
  const display = preferred.find((rubric) => rubric.language === language) ?? preferred[0];
  const designations: ConceptDesignation[] = [];
  const properties: ConceptProperty[] = [
    ...propertyOf('kind', 'code', found.kind),
    ...propertyOf('usage', 'code', found.usage),
  ];
  let definition: string | undefined;
  for (const rubric of found.rubrics) {
    const { kind, text } = rubric;
    if (text === '' || rubric === display) continue;
    if (kind === 'definition' && definition === undefined) definition = text;
    else if (kind === 'preferred' || wordRubrics.has(kind)) {
      const tag = rubric.language ?? language;
      designations.push({
        ...(tag !== undefined && { language: tag }),
        ...(kind !== 'preferred' && { use: { code: kind } }),
        value: text,
      });
    } else properties.push({ code: kind === '' ? 'note' : kind, type: 'string', value: text });
  }
  for (const [name, value] of found.meta) properties.push({ code: name, type: 'string', value });
  return conceptRow({
    code: found.code,
    display: display?.text,
    definition,
    designations,
    parents: found.parents,
    properties,
  });
}
