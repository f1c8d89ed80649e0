/** Bounds of one expression and of one evaluation. */
export const EXPRESSION_LIMITS = {
  /** Characters between `${` and `}`. */
  characters: 8_192,
  /** Syntax nodes. */
  nodes: 2_000,
  /** Levels of the syntax tree. */
  depth: 200,
  /** `all`, `exists`, `exists_one`, `filter`, `map` inside one another. */
  comprehensionDepth: 3,
  /** Units of work of one evaluation of a template; a unit is about one syntax node or 64 characters. */
  cost: 1_000_000,
  /** The same of one attribute: whoever answers requests evaluates 20 of them. */
  attributeCost: 20_000,
  /** Characters of a string that an expression builds, and of the JSON of a result. */
  resultCharacters: 4 * 1024 * 1024,
  /** Items of a list that an expression builds. */
  listItems: 100_000,
} as const;
