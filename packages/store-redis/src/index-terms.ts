import { type Submit, toParentKey } from '@ag06/protocol';
import { termsOfAttributes } from '@ag06/store';

/** The index terms of a run besides its status. */
export const termsOf = ({
  workflow,
  correlationId,
  tags,
  attributes,
  parent,
}: Submit['listedBy']): readonly string[] => [
  `w:${workflow}`,
  `c:${correlationId}`,
  ...(parent === undefined ? [] : [`p:${toParentKey(parent)}`]),
  ...tags.map((tag) => `t:${tag}`),
  ...(attributes === undefined ? [] : termsOfAttributes(attributes).map(toAttributeTerm)),
];

export const toAttributeTerm = (term: string): string => `a:${term}`;
