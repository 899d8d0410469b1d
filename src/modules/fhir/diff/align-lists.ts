/** A stretch in which two lists differ: so many go at `before`, and so many come from `after`. */
export interface Run {
  readonly before: number;
  readonly removed: number;
  readonly after: number;
  readonly added: number;
}

/** Comparisons that are left; lists that would cost more are compared place by place. */
export interface Budget {
  left: number;
}

/**
 * The stretches in which two lists differ, in order, with as much as can be left as it is (longest common subsequence).
 * What it costs is taken from the budget.
 */
export function alignLists(before: readonly string[], after: readonly string[], budget: Budget): Run[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let [endBefore, endAfter] = [before.length, after.length];
  while (endBefore > start && endAfter > start && before[endBefore - 1] === after[endAfter - 1]) {
    endBefore -= 1;
    endAfter -= 1;
  }
  const [rows, columns] = [endBefore - start, endAfter - start];
  if (rows === 0 && columns === 0) return [];
  if (rows === 0 || columns === 0 || rows * columns > budget.left) {
    return [{ before: start, removed: rows, after: start, added: columns }];
  }
  budget.left -= rows * columns;
  const width = columns + 1;
  // Length of the longest common subsequence of what follows each pair of places.
  const common = new Uint32Array((rows + 1) * width);
  const at = (row: number, column: number) => common[row * width + column] ?? 0;
  for (let row = rows - 1; row >= 0; row -= 1) {
    for (let column = columns - 1; column >= 0; column -= 1) {
      common[row * width + column] =
        before[start + row] === after[start + column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const runs: Run[] = [];
  let [row, column] = [0, 0];
  let open = { before: start, after: start };
  const close = () => {
    const [removed, added] = [start + row - open.before, start + column - open.after];
    if (removed > 0 || added > 0) runs.push({ before: open.before, removed, after: open.after, added });
  };
  while (row < rows && column < columns) {
    if (before[start + row] === after[start + column]) {
      close();
      row += 1;
      column += 1;
      open = { before: start + row, after: start + column };
    } else if (at(row + 1, column) >= at(row, column + 1)) row += 1;
    else column += 1;
  }
  [row, column] = [rows, columns];
  close();
  return runs;
}
