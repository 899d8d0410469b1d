import { issueOf } from '#kernel';
import type { FhirNode } from '../fhirpath/values.ts';
import { isObject } from '../json-value.ts';
import type { ElementRules } from './profile-rules.ts';
import { type Run, report } from './run.ts';

/**
 * Judges the parts of narrative that are in a language of their own (extension narrative-language-control): `_no` wants
 * none, `_yes` some, `_resource` one in the language of the resource, a language one in it.
 */
export function checkLanguages(run: Run, { value }: FhirNode, { languages, profile }: ElementRules): void {
  const div = isObject(value) ? value.div : undefined;
  if (typeof div !== 'string') return;
  const found = new Set(languagesOf(div));
  const refuse = (text: string) => report(run, { ...issueOf('conformance.value', text), profile });
  for (const wanted of languages) {
    if (wanted === '_no') {
      if (found.size > 0) refuse('The narrative must not have parts in a language of their own.');
      continue;
    }
    if (wanted === '_yes') {
      if (found.size === 0) refuse('The narrative must have parts in a language of their own.');
      continue;
    }
    const { language } = run.resource.value as { readonly language?: unknown };
    const name = wanted === '_resource' ? language : wanted;
    if (typeof name === 'string' && !found.has(name)) refuse(`The narrative must have a part in the language ${name}.`);
  }
}

const part = /<(\/?)div\b([^>]*?)(\/?)>/g;
const named = /\b(?:xml:)?lang\s*=\s*["']([^"']+)["']/;

/** The languages of the parts that stand right in the narrative. */
function languagesOf(div: string): readonly string[] {
  const found: string[] = [];
  let depth = 0;
  for (const [, closing, attributes = '', empty] of div.matchAll(part)) {
    const language = closing === '' && depth === 1 ? named.exec(attributes)?.[1] : undefined;
    if (language !== undefined) found.push(language);
    if (closing !== '') depth--;
    else if (empty === '') depth++;
  }
  return found;
}
