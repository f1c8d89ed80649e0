/** The attributes of the n-th run: a number of its own, below a million, and one of seven customers. */
const attributesOf = (n: number): [string, number | string][] => [
  ['total', (n * 7_919) % 1_000_000],
  ['customer', `c-${n % 7}`],
];

/** What is kept of the n-th run besides its input. */
export const metaOf = (n: number) => ({
  workflow: 'bench',
  version: 'v1',
  tenant: 'default',
  correlationId: 'c',
  priority: 'normal',
  tags: [],
  attributes: attributesOf(n),
});

export interface Query {
  readonly name: string;
  readonly text: string;
  readonly isMatch: (n: number) => boolean;
}

const totalOf = (n: number): number => Number(attributesOf(n)[0]?.[1]);

/** Wide and narrow ranges, a value, and a range that no run is in. */
export const QUERIES: readonly Query[] = [
  { name: 'gt:100', text: 'attr.total=gt:100', isMatch: (n) => totalOf(n) > 100 },
  { name: 'gt:999900', text: 'attr.total=gt:999900', isMatch: (n) => totalOf(n) > 999_900 },
  { name: 'gt:100.55', text: 'attr.total=gt:100.55', isMatch: (n) => totalOf(n) > 100.55 },
  { name: 'value', text: 'attr.customer=c-3', isMatch: (n) => n % 7 === 3 },
  { name: 'none', text: 'attr.total=gt:1000000', isMatch: () => false },
];
