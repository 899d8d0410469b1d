import { eachElement, eachMember, skipSpace } from './json-text.ts';

/**
 * The text of the contained resource of this type and id, as it stands in the text of its container; undefined where
 * there is none.
 */
export function containedText(text: string, type: string, id: string): string | undefined {
  let found: string | undefined;
  eachMember(text, skipSpace(text, 0), (key, contained) => {
    if (key !== 'contained') return false;
    eachElement(text, contained.start, (one) => {
      if (found !== undefined) return;
      const wanted = new Map([
        ['resourceType', JSON.stringify(type)],
        ['id', JSON.stringify(id)],
      ]);
      eachMember(text, one.start, (member, value) => {
        if (wanted.get(member) === text.slice(value.start, value.end)) wanted.delete(member);
        return wanted.size === 0;
      });
      if (wanted.size === 0) found = text.slice(one.start, one.end);
    });
    return true;
  });
  return found;
}
