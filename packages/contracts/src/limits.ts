/** Defaults of every limit that a user can meet; each is a setting. Sizes in bytes of UTF-8, times in milliseconds. */
export const LIMITS = {
  bodyBytes: 1024 * 1024,
  inputBytes: 512 * 1024,
  /** Of an output, or a signal's payload, in a field of its run. Larger outputs are kept beside it. */
  outputBytes: 256 * 1024,
  /** Of any output of a step or an item. `AG06_OUTPUT_MAX` sets it. */
  largeOutputBytes: 64 * 1024 * 1024,
  /**
   * For `forEach`: the most items, the most lanes, and the most JSON of the whole list, of items and of their outputs.
   */
  items: 100_000,
  lanes: 1_000,
  /** Lanes of all `forEach` steps of a workflow together, because each is a unit and a run ends with one commit. */
  workflowLanes: 5_000,
  /** For `repeat`, the first included. */
  iterations: 10_000,
  itemListBytes: 4 * 1024 * 1024,
  /** Everything that the expressions of one step, or the run's output, read at once. */
  readBytes: 8 * 1024 * 1024,
  /** Of a run's output that expressions build. One that is the output of a step, unchanged, has the limit of that. */
  builtOutputBytes: 4 * 1024 * 1024,
  steps: 1_000,
  edges: 10_000,
  depth: 64,
  /** Parts of one document from outside: lists, objects, elements and keys. */
  parts: 200_000,
  /** Expressions in one step, or in a workflow's output: their number, and their total length. */
  expressions: 5_000,
  expressionCharacters: 128 * 1024,
  /** Further violations of one document are counted, not listed. */
  errors: 100,
  pageDefault: 50,
  pageMax: 500,
  /** The most runs, or events, read for one page of a filtered list. */
  pageScan: 1_000,
  batch: 1_000,
  tags: 20,
  tagLength: 64,
  /** Attributes: how many per workflow, characters of a text, and conditions in one list of runs. */
  attributes: 20,
  attributeLength: 256,
  attributeConditions: 8,
  correlationIdLength: 128,
  /** Of the code of an error by which runs are listed. */
  errorCodeLength: 64,
  dedupeKeyTtlMs: 7 * 24 * 3600 * 1000,
  resultWaitMs: 60_000,
  /** Of one tenant. */
  schedules: 1_000,
  scheduleInputBytes: 64 * 1024,
  schedulePage: 100,
  nextSlots: 100,
  /** Characters of outcomes that a fork has from its source, and names that one request allows to act in it. */
  forkCharacters: 64 * 1024 * 1024,
  allowedNames: 100,
  /** Keys of signals that one run remembers. */
  signals: 10_000,
  /** Of an approval: characters of what is asked, of a choice and of a comment, and how many choices it offers. */
  askLength: 2_000,
  askErrorLength: 500,
  choices: 20,
  choiceLength: 64,
  commentLength: 2_000,
  /** Slots of one backfill. */
  backfill: 500,
  /** Of one event of a stream: its data as JSON text; the most that `AG06_EVENT_MAX` may allow; and a whole request. */
  eventBytes: 1024 * 1024,
  eventBytesMost: 8 * 1024 * 1024,
  appendBytes: 2 * 1024 * 1024,
  /** How long events without an id are compared with new ones. */
  streamDedupeMs: 5 * 60_000,
  /** Positions of one acknowledgement, the longest lease of a delivery, and the longest wait for one. */
  groupPositions: 1_000,
  groupLeaseMs: 12 * 3600 * 1000,
  groupWaitMs: 30_000,
  reasonLength: 1_000,
  /** Runs under one correlation id whose events its timeline has. */
  correlatedRuns: 200,
} as const;
