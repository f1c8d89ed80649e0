import type { Mutation } from './mutation.ts';

/**
 * Puts mutations together that one build can have: each says how its cases fail, no case is to notice two of them, and no two
 * edit the same file. Any other one stays alone. The order is kept as far as possible.
 */
export function toBatches(mutations: readonly Mutation[]): readonly (readonly Mutation[])[] {
  const batches: Mutation[][] = [];
  for (const mutation of mutations) {
    const fitting = batches.find((batch) => batch.every((other) => areApart(mutation, other)));
    if (fitting === undefined) batches.push([mutation]);
    else fitting.push(mutation);
  }
  return batches;
}

function areApart(one: Mutation, other: Mutation): boolean {
  if (one.says === undefined || other.says === undefined) return false;
  const files = other.edits.map(({ file }) => file);
  return (
    !one.kills.some((number) => other.kills.includes(number)) &&
    !one.edits.some(({ file }) => files.includes(file))
  );
}
