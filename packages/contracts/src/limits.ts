/** Defaults of every limit that a user can meet; each is a setting. Sizes in bytes of UTF-8, times in milliseconds. */
export const LIMITS = {
  bodyBytes: 1024 * 1024,
  inputBytes: 512 * 1024,
  outputBytes: 256 * 1024,
  /** Of a `forEach`: how many items, how many lanes, and the JSON of the whole list, of items and of their outputs. */
  items: 100_000,
  lanes: 1_000,
  /** Lanes of all `forEach` steps of a workflow together: each is a unit of its runs, which end with one commit. */
  workflowLanes: 5_000,
  itemListBytes: 4 * 1024 * 1024,
  /** All that the expressions of one step, or the run's output, read at once. */
  readBytes: 8 * 1024 * 1024,
  steps: 1_000,
  edges: 10_000,
  depth: 64,
  /** Of one document from outside: lists, objects, elements and keys. */
  parts: 200_000,
  /** In one step, and in a workflow's output: how many, and how long all of them together. */
  expressions: 5_000,
  expressionCharacters: 128 * 1024,
  /** More violations of one document are counted, not listed. */
  errors: 100,
  pageDefault: 50,
  pageMax: 500,
  /** Runs, or events, that are looked at for one page of what is filtered. */
  pageScan: 1_000,
  batch: 1_000,
  tags: 20,
  tagLength: 64,
  /** Of a workflow; so many characters of a text; and so many conditions in one list of runs. */
  attributes: 20,
  attributeLength: 256,
  attributeConditions: 8,
  correlationIdLength: 128,
  dedupeKeyTtlMs: 7 * 24 * 3600 * 1000,
  resultWaitMs: 60_000,
} as const;
