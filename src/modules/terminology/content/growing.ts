/** A list of whole numbers below 2^32 that grows outside of the heap. */
export interface GrowingNumbers {
  readonly length: number;
  push(value: number): void;
  at(index: number): number;
  set(index: number, value: number): void;
  /** What it holds now, without a copy: good until it grows. */
  values(): Uint32Array<ArrayBuffer>;
}

export function growingNumbers(): GrowingNumbers {
  let array = new Uint32Array(256);
  let length = 0;
  return {
    get length() {
      return length;
    },
    push(value) {
      if (length === array.length) {
        const larger = new Uint32Array(length * 2);
        larger.set(array);
        array = larger;
      }
      array[length++] = value;
    },
    at: (index) => array[index] ?? 0,
    set(index, value) {
      array[index] = value;
    },
    values: () => array.subarray(0, length),
  };
}

/** Bytes that are appended to, outside of the heap. */
export interface GrowingBytes {
  readonly length: number;
  /** As UTF-8. */
  text(text: string): void;
  /** A whole number from 0, in groups of seven bits, the lowest first. */
  number(value: number): void;
  /** Its length in bytes and one more, and the text; 0 where there is none. */
  optional(text: string | undefined): void;
  /** What it holds now, without a copy: good until it grows. */
  bytes(): Buffer;
  clear(): void;
}

export function growingBytes(): GrowingBytes {
  let buffer = Buffer.allocUnsafeSlow(4096);
  let length = 0;
  const reserve = (more: number) => {
    if (length + more <= buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(buffer.length * 2, length + more));
    buffer.copy(larger, 0, 0, length);
    buffer = larger;
  };
  const number = (value: number) => {
    reserve(8);
    let rest = value;
    while (rest >= 128) {
      buffer[length++] = (rest % 128) + 128;
      rest = Math.floor(rest / 128);
    }
    buffer[length++] = rest;
  };
  const text = (value: string) => {
    reserve(value.length * 3);
    length += buffer.write(value, length, 'utf8');
  };
  return {
    get length() {
      return length;
    },
    text,
    number,
    optional(value) {
      if (value === undefined) return number(0);
      number(Buffer.byteLength(value, 'utf8') + 1);
      text(value);
    },
    bytes: () => buffer.subarray(0, length),
    clear() {
      length = 0;
    },
  };
}
