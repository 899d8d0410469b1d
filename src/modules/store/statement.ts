/** A statement that grows: `bind` takes a value and gives the `$n` that stands for it. */
export interface Statement {
  readonly values: readonly unknown[];
  /** By which keys of tokens that name a person are made; those of older rows are made without. */
  readonly secret: Uint8Array | undefined;
  bind(value: unknown): string;
}

export function newStatement(secret?: Uint8Array): Statement {
  const values: unknown[] = [];
  return {
    values,
    secret,
    bind(value) {
      values.push(value);
      return `$${values.length}`;
    },
  };
}
