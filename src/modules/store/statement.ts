/** A statement that grows: `bind` takes a value and gives the `$n` that stands for it. */
export interface Statement {
  readonly values: readonly unknown[];
  bind(value: unknown): string;
}

export function newStatement(): Statement {
  const values: unknown[] = [];
  return {
    values,
    bind(value) {
      values.push(value);
      return `$${values.length}`;
    },
  };
}
