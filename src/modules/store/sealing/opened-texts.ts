import { openText, type TextPlace } from './seal-text.ts';

interface Opened {
  readonly key: Uint8Array;
  readonly place: TextPlace;
  readonly plain: string;
}

/** Milliseconds for which a text is remembered that nobody asks for again; at most twice as long. */
const kept = 30_000;
/** Characters, sealed and plain, that are remembered at most; at most twice as many. */
const mostCharacters = 4_000_000;
/** Of one text: what is longer takes its room from too many others. */
const longestRemembered = 20_000;

/**
 * `openText`, which remembers what it has opened: the pages of one record are read again and again in the minutes in which
 * somebody works with it, and to open a text takes most of what it takes to read its row. A text is found by the whole of
 * its sealed form, and by its key and place, so that what was changed or put elsewhere is opened, and does not open.
 */
export function rememberOpened(
  open: typeof openText = openText,
): (key: Uint8Array, place: TextPlace, text: string) => string {
  let recent = new Map<string, Opened>();
  let earlier = new Map<string, Opened>();
  let characters = 0;
  let willTurn = false;

  const turn = () => {
    earlier = recent;
    recent = new Map();
    characters = 0;
  };
  const turnLater = () => {
    willTurn = true;
    setTimeout(() => {
      turn();
      willTurn = false;
      if (earlier.size > 0) turnLater();
    }, kept).unref();
  };
  const remember = (text: string, opened: Opened) => {
    const length = text.length + opened.plain.length;
    if (length > longestRemembered) return;
    if (characters + length > mostCharacters) turn();
    recent.set(text, opened);
    characters += length;
    if (!willTurn) turnLater();
  };

  return (key, place, text) => {
    const now = recent.get(text);
    if (now !== undefined && isOf(now, key, place)) return now.plain;
    const before = earlier.get(text);
    const { compartment, type, id, version } = place;
    const opened =
      before !== undefined && isOf(before, key, place)
        ? before
        : { key, place: { compartment, type, id, version }, plain: open(key, place, text) };
    remember(text, opened);
    return opened.plain;
  };
}

function isOf(opened: Opened, key: Uint8Array, { compartment, type, id, version }: TextPlace): boolean {
  const { place } = opened;
  return (
    opened.key === key &&
    place.id === id &&
    place.version === version &&
    place.compartment === compartment &&
    place.type === type
  );
}
