import { eachElement, eachMember, skipSpace } from './json-text.ts';

/** The text of the contained resource with this id, as it stands in the text of its container; undefined where there is none. */
export function containedText(text: string, id: string): string | undefined {
  let found: string | undefined;
  eachMember(text, skipSpace(text, 0), (key, contained) => {
    if (key !== 'contained') return false;
    eachElement(text, contained.start, (one) => {
      eachMember(text, one.start, (member, value) => {
        if (member !== 'id') return false;
        if (found === undefined && text.slice(value.start, value.end) === JSON.stringify(id)) {
          found = text.slice(one.start, one.end);
        }
        return true;
      });
    });
    return true;
  });
  return found;
}
