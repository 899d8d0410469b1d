import { nameOfResource, type Resource } from '#fhir';
import type { DetailView, Term } from './contract.ts';
import { type Element, elementAt, elementsAt, textAt } from './element.ts';
import type { Writing } from './quantity.ts';
import { freeText, joinTerms, termOf } from './term.ts';
import type { Label } from './words.ts';

/** What describing an entry needs beside its own content. */
export interface Describing extends Writing {
  /** The resource of the document that a reference means. */
  readonly resolve: (reference: unknown) => Resource | undefined;
}

/** An entry in words: what it is, its state, and the rest as labelled details. */
interface Description {
  readonly title: Term | undefined;
  readonly status?: string | undefined;
  readonly details: readonly (DetailView | undefined)[];
}

export type Describe = (resource: Resource, describing: Describing) => Description;

export function detail(label: Label, value: Term | string | undefined, { words }: Writing): DetailView | undefined {
  if (value === undefined || value === '') return undefined;
  const { text, ...rest } = typeof value === 'string' ? { text: value } : value;
  return { label: words.labels[label], value: text, ...rest };
}

/** The terms of a list of CodeableConcepts, as one. */
export function termsAt(parent: unknown, name: string, { reading }: Writing): Term | undefined {
  return joinTerms(elementsAt(parent, name).map((concept) => termOf(concept, reading)));
}

export function notesOf(resource: Element, writing: Writing): readonly (DetailView | undefined)[] {
  return elementsAt(resource, 'note').map((note) =>
    detail('note', freeText(textAt(note, 'text'), writing.reading), writing),
  );
}

/** Reasons given as codes, and as references to entries of the document. */
export function reasonsOf(resource: Element, describing: Describing): DetailView | undefined {
  const referred = elementsAt(resource, 'reasonReference').map((one) => nameOf(one, describing));
  const coded = elementsAt(resource, 'reasonCode').map((one) => termOf(one, describing.reading));
  return detail('reason', joinTerms([...coded, ...referred]), describing);
}

/** What a reference means, in words: the name of a person or body, the code of anything else, else its display. */
export function nameOf(reference: Element | undefined, describing: Describing): Term | undefined {
  const resource = describing.resolve(reference);
  if (resource === undefined) {
    const display = textAt(reference, 'display');
    return display === undefined ? undefined : { text: display };
  }
  return termFor(resource, describing);
}

function termFor(resource: Resource, describing: Describing): Term | undefined {
  const reading = readingOf(resource, describing);
  if (resource.resourceType === 'PractitionerRole') {
    const person = nameOf(elementAt(resource, 'practitioner'), describing);
    const body = nameOf(elementAt(resource, 'organization'), describing);
    return joinTerms([person, body]) ?? termOf(elementsAt(resource, 'code')[0], reading);
  }
  const name = nameOfResource(resource);
  if (name !== '') return { text: name };
  return termOf(elementAt(resource, 'code') ?? elementAt(resource, 'type'), reading);
}

/** Who performed: persons before bodies, as the entry lists them. */
export function performersOf(resource: Element, describing: Describing): DetailView | undefined {
  const performers = elementsAt(resource, 'performer').map((one) => nameOf(elementAt(one, 'actor') ?? one, describing));
  return detail('performer', joinTerms(performers), describing);
}

/** The same reader before another resource: the language that it was written in may be another. */
function readingOf(resource: Resource, { reading }: Writing): Writing['reading'] {
  const written = textAt(resource, 'language');
  const { written: _, ...reader } = reading;
  return written === undefined ? reader : { ...reader, written };
}

export function describingFor(resource: Resource, describing: Describing): Describing {
  return { ...describing, reading: readingOf(resource, describing) };
}
