/** Bits by SNOMED CT identifier (6 to 18 digits), for millions of them in eight bytes each and some slack. */
export interface IdMarks {
  /** Sets bits, besides those that are set; of what is no identifier nothing is kept. */
  mark(id: string, bits: number): void;
  /** 0 where none is set. */
  of(id: string): number;
}

const digitsOfLow = 9;
const firstCapacity = 1 << 16;

/** A hash table with open addressing; an identifier is kept as two numbers of nine digits. */
export function createIdMarks(): IdMarks {
  let capacity = firstCapacity;
  let size = 0;
  let high = new Uint32Array(capacity);
  let low = new Uint32Array(capacity);
  let marks = new Uint32Array(capacity);

  /** Where the identifier is, or would be. A place is taken when it has marks. */
  const placeOf = (top: number, bottom: number): number => {
    let place = (Math.imul(bottom, 0x9e3779b1) ^ Math.imul(top, 0x85ebca6b)) >>> 0;
    for (place = (place ^ (place >>> 15)) & (capacity - 1); marks[place] !== 0; place = (place + 1) & (capacity - 1)) {
      if (low[place] === bottom && high[place] === top) break;
    }
    return place;
  };
  const grow = () => {
    const before = { high, low, marks };
    capacity *= 2;
    high = new Uint32Array(capacity);
    low = new Uint32Array(capacity);
    marks = new Uint32Array(capacity);
    for (let at = 0; at < before.marks.length; at += 1) {
      const bits = before.marks[at] ?? 0;
      if (bits === 0) continue;
      const place = placeOf(before.high[at] ?? 0, before.low[at] ?? 0);
      high[place] = before.high[at] ?? 0;
      low[place] = before.low[at] ?? 0;
      marks[place] = bits;
    }
  };
  return {
    mark(id, bits) {
      const top = Number(id.slice(0, -digitsOfLow));
      const bottom = Number(id.slice(-digitsOfLow));
      if (Number.isNaN(top + bottom)) return;
      const place = placeOf(top, bottom);
      if (marks[place] === 0) {
        high[place] = top;
        low[place] = bottom;
        size += 1;
      }
      marks[place] = (marks[place] ?? 0) | bits;
      if (size * 2 > capacity) grow();
    },
    of: (id) => marks[placeOf(Number(id.slice(0, -digitsOfLow)), Number(id.slice(-digitsOfLow)))] ?? 0,
  };
}
