import type { Submit } from '@ag06/protocol';

/** The terms under which a run is in the index, besides its status. */
export const termsOf = ({ workflow, correlationId, tags }: Submit['listedBy']): readonly string[] => [
  `w:${workflow}`,
  `c:${correlationId}`,
  ...tags.map((tag) => `t:${tag}`),
];
