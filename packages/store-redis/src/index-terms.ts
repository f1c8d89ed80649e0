import type { Submit } from '@ag06/protocol';
import { termsOfAttributes } from '@ag06/store';

/** The index terms of a run besides its status. */
export const termsOf = ({
  workflow,
  correlationId,
  tags,
  attributes,
}: Submit['listedBy']): readonly string[] => [
  `w:${workflow}`,
  `c:${correlationId}`,
  ...tags.map((tag) => `t:${tag}`),
  ...(attributes === undefined ? [] : termsOfAttributes(attributes).map(toAttributeTerm)),
];

export const toAttributeTerm = (term: string): string => `a:${term}`;
