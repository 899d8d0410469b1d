import type { ReactNode } from 'react';

/** A name and what it is of, in a list of facts (`dl` of the class `facts-list`). */
export function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
