import { issueOf } from '#kernel';
import { isObject } from '../json-value.ts';
import { type Run, report } from './run.ts';

const schemes = /^(?:https?|mailto|tel|data|cid|ftp):/i;
const links = /<a\b[^>]*?\bhref\s*=\s*["']([^"']*)["']/g;
const anchors = /\b(?:id|name|xml:id)\s*=\s*["']([^"']*)["']/g;

/** Something to read right behind a tag, which nearly all narrative has. */
const someText = />\s*[^<\s]/;

/**
 * Narrative has something to read (R4, narrative.html, txt-2), and its links lead somewhere: a reader's program can
 * follow them, and what they name in the resource itself is there.
 */
export function checkNarrative(run: Run, div: string): void {
  if (!someText.test(div) && !/<img\b/i.test(div) && div.replace(/<[^>]*>/g, '').trim() === '') {
    const text = 'The narrative must have some content besides white space (txt-2).';
    report(run, { ...issueOf('conformance.constraint', text), rule: 'txt-2' });
  }
  if (!div.includes('href')) return;
  for (const [, link = ''] of div.matchAll(links)) {
    if (link.startsWith('#')) {
      if (link === '#' || namesIn(run).has(link.slice(1))) continue;
      report(run, issueOf('conformance.value', 'A link of the narrative leads to a place that is not there.'));
    } else if (/^[a-z][a-z0-9+.-]*:/i.test(link) && !schemes.test(link)) {
      report(run, issueOf('conformance.value', 'A link of the narrative has a scheme that nobody can follow.'));
    }
  }
}

const known = new WeakMap<object, ReadonlySet<string>>();

/** What a link may name: ids of elements and contained resources, and anchors of narrative, of all that is validated. */
function namesIn(run: Run): ReadonlySet<string> {
  const whole = (run.bundles[0] ?? run.rootResource).value as object;
  const before = known.get(whole);
  if (before !== undefined) return before;
  const names = new Set<string>();
  collect(whole, names);
  known.set(whole, names);
  return names;
}

function collect(value: unknown, names: Set<string>): void {
  if (Array.isArray(value)) for (const item of value) collect(item, names);
  else if (isObject(value)) {
    for (const key in value) {
      const member = value[key];
      if (typeof member !== 'string') collect(member, names);
      else if (key === 'id') names.add(member);
      else if (key === 'div') for (const [, name = ''] of member.matchAll(anchors)) names.add(name);
    }
  }
}
