import { SaxesParser } from 'saxes';
import { isPlain } from './plain-narrative.ts';

const xhtml = 'http://www.w3.org/1999/xhtml';

/** The elements that FHIR R4 narrative may hold (narrative.html: HTML 4.0, chapters 7-11 but 9.4, and 15; a; img). */
const elements: ReadonlySet<string> = new Set(
  (
    'a abbr acronym address area b bdo big blockquote br caption cite code col colgroup dd dfn div dl dt em ' +
    'h1 h2 h3 h4 h5 h6 hr i img kbd li map ol p pre q samp small span strong sub sup table tbody td tfoot th ' +
    'thead tr tt ul var u s del ins'
  ).split(' '),
);

const links: ReadonlySet<string> = new Set(['href', 'src', 'cite', 'longdesc', 'usemap', 'background']);
const safeLink = /^(?:https?:|mailto:|tel:|urn:|cid:|[^:]*$|[^:]*[/?#])/i;
const safeImage = /^(?:data:image\/(?:png|jpe?g|gif|webp);|[^:]*$|[^:]*[/?#])/i;
const loadingStyle = /url\s*\(/i;
const activeStyle = /expression\s*\(|@import|behaviou?r\s*:|-moz-binding|javascript:/i;

const definitions: ReadonlySet<string> = new Set(
  (
    'ActivityDefinition CapabilityStatement CodeSystem CompartmentDefinition ConceptMap GraphDefinition ' +
    'ImplementationGuide Library Measure MessageDefinition NamingSystem OperationDefinition PlanDefinition ' +
    'Questionnaire SearchParameter StructureDefinition StructureMap TerminologyCapabilities TestScript ValueSet'
  ).split(' '),
);

/** Whether a resource defines something for everybody: it tells of nobody. */
export function isDefinition(resourceType: string): boolean {
  return definitions.has(resourceType);
}

/** Elements inside each other: a parser looks through all of them for the namespace of each. */
const deepest = 200;
/** Ends the reading: what is wrong already needs no second problem, of which there may be as many as characters. */
const enough = Symbol('enough');

/**
 * What is wrong with narrative, in words that name no content; undefined for sound XHTML. Narrative is shown to people
 * by programs that trust it, hence nothing in it may run, load from elsewhere or leave its frame.
 * `imagesFromElsewhere` takes images of the web, which tell nothing to who serves them where nobody is spoken of.
 */
export function narrativeProblem(div: string, imagesFromElsewhere = false): string | undefined {
  if (isPlainNarrative(div, imagesFromElsewhere)) return undefined;
  let problem: string | undefined;
  let depth = 0;
  let roots = 0;
  const parser = new SaxesParser({ xmlns: true, position: false });
  const note = (text: string) => {
    problem = text;
    throw enough;
  };
  parser.on('error', () =>
    note('The narrative must be well-formed XHTML; entities such as &nbsp; are not defined in it.'),
  );
  parser.on('doctype', () => note('The narrative must not hold a document type declaration.'));
  parser.on('processinginstruction', () => note('The narrative must not hold processing instructions.'));
  parser.on('opentag', (tag) => {
    if (depth >= deepest) note(`The narrative must not have more than ${deepest} elements inside each other.`);
    if (depth++ === 0 && (roots++ > 0 || tag.local !== 'div')) note('The narrative must be one div element.');
    if (tag.uri !== xhtml) note(`The narrative must be in the namespace ${xhtml}.`);
    if (!elements.has(tag.local)) note('The narrative holds an element that is not basic text formatting; remove it.');
    for (const { local, value } of Object.values(tag.attributes)) {
      const wrong = attributeProblem(local.toLowerCase(), value, imagesFromElsewhere);
      if (wrong !== undefined) note(wrong);
    }
  });
  parser.on('closetag', () => {
    depth--;
  });
  try {
    parser.write(div).close();
  } catch (thrown) {
    if (thrown !== enough) throw thrown;
  }
  return problem;
}

/** Most narrative is plain, which is seen without a parser. */
function isPlainNarrative(div: string, imagesFromElsewhere: boolean): boolean {
  return isPlain(div, `<div xmlns="${xhtml}"`, {
    element: (name) => elements.has(name),
    attribute: (name, value) => attributeProblem(name, value, imagesFromElsewhere) === undefined,
  });
}

function attributeProblem(name: string, value: string, imagesFromElsewhere: boolean): string | undefined {
  if (name.startsWith('on')) return 'The narrative must not hold event attributes.';
  if (name === 'src') {
    const link = value.trim();
    const isTaken = safeImage.test(link) || (imagesFromElsewhere && /^https?:/i.test(link));
    return isTaken ? undefined : 'An image in the narrative must not be loaded from elsewhere.';
  }
  if (links.has(name)) return safeLink.test(value.trim()) ? undefined : 'A link in the narrative is not safe.';
  const isActive = name === 'style' && (activeStyle.test(value) || (!imagesFromElsewhere && loadingStyle.test(value)));
  return isActive ? 'A style in the narrative must not load or run anything.' : undefined;
}
