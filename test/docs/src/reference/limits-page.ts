import { LIMITS } from '@ag06/contracts/limits';

/** What each limit is of. */
const LIMITED: Readonly<Record<keyof typeof LIMITS, string>> = {
  bodyBytes: 'a request',
  inputBytes: "a run's input, as JSON",
  outputBytes: 'an output within its run; larger ones are kept beside it',
  largeOutputBytes: 'any output of a step or an item (`AG06_OUTPUT_MAX`)',
  items: 'elements of a `forEach`',
  lanes: '`concurrency` of one `forEach`',
  workflowLanes: '`concurrency` of all `forEach` of a workflow together',
  iterations: '`max` of a `repeat`',
  itemListBytes: 'the list of a `forEach`, and of its outputs',
  readBytes: "what the expressions of one step, or of the run's output, read at once",
  builtOutputBytes: "a run's output that expressions build",
  steps: 'steps of a workflow',
  edges: '`needs` of a workflow, all together',
  depth: 'nesting of a document',
  parts: 'lists, objects, elements and keys of one document',
  expressions: 'expressions of one step',
  expressionCharacters: 'characters of all expressions of one step',
  errors: 'mistakes that one answer lists; further ones are counted',
  pageDefault: 'entries of a page, if none are asked for',
  pageMax: 'entries of a page',
  pageScan: 'runs that are looked at for one page of a filtered list',
  batch: 'runs of one `POST /v1/runs/batch`',
  tags: 'tags of a run',
  tagLength: 'characters of a tag',
  attributes: 'attributes of a workflow',
  attributeLength: 'characters of the text of an attribute',
  attributeConditions: 'conditions on attributes in one list',
  errorCodeLength: 'Characters of the code of an error by which runs are listed',
  correlationIdLength: 'characters of a correlation id',
  dedupeKeyTtlMs: 'how long a key of a submission is remembered (`AG06_DEDUPE_TTL`)',
  resultWaitMs: 'how long one request waits for a result',
  schedules: 'schedules of a tenant',
  scheduleInputBytes: 'the input of a schedule, as JSON',
  schedulePage: 'schedules of a page',
  nextSlots: 'next slots that are shown of a schedule',
  forkCharacters: 'outcomes that a fork takes over',
  allowedNames: 'names that one request allows to act in a fork',
  signals: 'keys of signals that one run remembers',
  askLength: 'characters of what an approval asks',
  askErrorLength: 'characters of why the text of an approval could not be evaluated',
  choices: 'choices of an approval',
  choiceLength: 'characters of a choice',
  commentLength: 'characters of a comment',
  backfill: 'slots of one backfill',
  eventBytes: 'the data of an event of a stream, as JSON (`AG06_EVENT_MAX`)',
  eventBytesMost: 'what `AG06_EVENT_MAX` may allow',
  appendBytes: 'one request that appends events',
  streamDedupeMs: 'how long events without an id are compared (`AG06_STREAM_DEDUPE`)',
  groupPositions: 'positions of one acknowledgement',
  groupLeaseMs: 'the lease of a delivery of a group',
  groupWaitMs: 'how long one request waits for deliveries',
  reasonLength: 'characters of the reason of a dead letter',
  correlatedRuns: 'runs of one timeline of a correlation id',
};

/** Returns `docs/reference/limits.md`. */
export function toLimitsPage(): string {
  const rows = Object.entries(LIMITED).map(([key, of]) => {
    const value = new Map(Object.entries(LIMITS)).get(key) ?? 0;
    return `| ${of} | ${describe(key, value)} |`;
  });
  return `# Limits

What goes beyond a limit is refused with a code, the path and the limit, before any work is done for it.

| of | at most |
| --- | --- |
${rows.join('\n')}

Written by \`npm run docs:reference\`; a test compares it with the code.
`;
}

function describe(key: string, value: number): string {
  if (key.endsWith('Ms')) return inTime(value);
  if (/Bytes/.test(key)) return inBytes(value);
  return value.toLocaleString('en-US');
}

function inTime(ms: number): string {
  if (ms % 86_400_000 === 0) return `${ms / 86_400_000} days`;
  if (ms % 3_600_000 === 0) return `${ms / 3_600_000} h`;
  return ms % 60_000 === 0 ? `${ms / 60_000} min` : `${ms / 1_000} s`;
}

const inBytes = (bytes: number): string =>
  bytes >= 1_048_576 ? `${bytes / 1_048_576} MiB` : `${bytes / 1_024} KiB`;
