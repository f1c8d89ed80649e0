import type {
  AnswerTo,
  Claim,
  ClaimAnswer,
  Command,
  Commit,
  CommitAnswer,
  Enqueue,
  Grant,
  Moves,
  RunField,
  RunMeta,
  RunStatus,
  Submit,
  SubmitAnswer,
} from '@ag06/contracts';
import { StoreError } from './store-error.ts';

/** What the script answers for one command: our own writing, so its shape is known. */
export type Reply = readonly (string | number | RawMoves)[];
/** Numbers that the script keeps as text come as text; an empty list comes as null. */
type RawMoves = readonly [
  RunStatus,
  RawGrant[] | null,
  RawGrant[] | null,
  RawEnqueue[] | null,
  RawEnqueue[] | null,
];
type RawGrant = readonly [string, string, string, string, ...string[]];
type RawEnqueue = readonly [string, string, string, number];

const NO_VALUES: ReadonlyMap<RunField, string> = new Map();

function toGrant(raw: RawGrant): Grant {
  let values = NO_VALUES;
  if (raw.length > 4) {
    const found = new Map<RunField, string>();
    for (let i = 4; i < raw.length; i += 2) found.set(raw[i] as RunField, raw[i + 1] as string);
    values = found;
  }
  return { unit: raw[0], attempt: Number(raw[1]), token: Number(raw[2]), lost: Number(raw[3]), values };
}

const toEnqueue = ([unit, attempt, dispatch, delayMs]: RawEnqueue): Enqueue => ({
  unit,
  attempt: Number(attempt),
  dispatch: Number(dispatch),
  delayMs,
});

const NO_GRANTS: readonly Grant[] = [];
const NO_ENQUEUES: readonly Enqueue[] = [];
const toGrants = (raw: RawGrant[] | null): readonly Grant[] => (raw === null ? NO_GRANTS : raw.map(toGrant));
const toEnqueues = (raw: RawEnqueue[] | null): readonly Enqueue[] =>
  raw === null ? NO_ENQUEUES : raw.map(toEnqueue);

function toMoves(raw: RawMoves): Moves {
  return {
    status: raw[0],
    grants: toGrants(raw[1]),
    evaluations: toGrants(raw[2]),
    enqueues: toEnqueues(raw[3]),
    obsolete: toEnqueues(raw[4]),
  };
}

function toSubmitAnswer(reply: Reply): SubmitAnswer {
  if (reply[0] === 'duplicate') {
    return { result: 'duplicate', runId: String(reply[1]), sameBody: reply[2] === 1 };
  }
  const result = reply[0] === 'created' ? 'created' : 'repeated';
  return { result, createdAt: Number(reply[1]), ...toMoves(reply[2] as RawMoves) };
}

function toClaimAnswer(reply: Reply): ClaimAnswer {
  switch (reply[0]) {
    case 'claimed':
      return {
        result: 'claimed',
        createdAt: Number(reply[1]),
        meta: JSON.parse(String(reply[2])) as RunMeta,
        input: String(reply[3]),
        ...toMoves(reply[4] as RawMoves),
        again: reply[5] === 1,
      };
    case 'early':
      return { result: 'early', waitMs: Number(reply[1]) };
    case 'alone':
    case 'stale':
    case 'terminal':
    case 'unknown':
      return { result: reply[0] };
    default:
      throw new StoreError(
        'STORE_REPLY_INVALID',
        `The store answered a claim with ${JSON.stringify(reply[0])}.`,
      );
  }
}

function toCommitAnswer(reply: Reply): CommitAnswer {
  if (reply[0] === 'applied' || reply[0] === 'repeated') {
    return { result: reply[0], ...toMoves(reply[1] as RawMoves) };
  }
  const reason = reply[1] as 'guard' | 'terminal' | 'unknown';
  return reply[2] === undefined
    ? { result: 'refused', reason }
    : { result: 'refused', reason, status: reply[2] as RunStatus };
}

/** Reads the script's reply to one command; throws what the script reported as an error. */
export function toAnswer<C extends Command>(command: C, reply: Reply): AnswerTo<C>;
export function toAnswer(
  command: Submit | Claim | Commit,
  reply: Reply,
): SubmitAnswer | ClaimAnswer | CommitAnswer {
  if (reply[0] === 'error') throw StoreError.fromRedis(String(reply[1]));
  if (command.kind === 'commit') return toCommitAnswer(reply);
  return command.kind === 'claim' ? toClaimAnswer(reply) : toSubmitAnswer(reply);
}
