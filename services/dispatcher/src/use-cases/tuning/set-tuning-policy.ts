import {
  NO_POLICY,
  parseTuningDocument,
  parseTuningPolicy,
  type SettingName,
  type TuningDocument,
  type TuningPolicy,
  type TuningPolicyChange,
} from '@ag06/contracts/tuning';
import type { Store } from '@ag06/store';
import { requireAgent } from '../require-agent.ts';
import { OPERATOR, swapUntilItStands } from './swap-until-it-stands.ts';
import { tellChange } from './tuning-stream.ts';

/**
 * Changes what people have decided about the tuning of an agent. What is not named stays. An unlocked setting belongs to the
 * optimizer, also if a person had published it: it stays in force until the optimizer has another opinion.
 *
 * @throws Refusal AGENT_UNKNOWN, TUNING_BUSY
 */
export async function setTuningPolicy(
  store: Pick<Store, 'fleet' | 'shared' | 'runs' | 'events'>,
  agent: string,
  change: TuningPolicyChange,
): Promise<TuningPolicy> {
  const policy = await keepTuningPolicy(store, agent, change);
  await tellTuningPolicy(store, agent, change);
  return policy;
}

/** Does the same, and leaves it to the caller to tell it. @throws Refusal AGENT_UNKNOWN, TUNING_BUSY */
export async function keepTuningPolicy(
  store: Pick<Store, 'fleet' | 'shared' | 'runs'>,
  agent: string,
  change: TuningPolicyChange,
): Promise<TuningPolicy> {
  await requireAgent(store.fleet, agent);
  const now = Math.round(await store.runs.now());
  const policy = await swapUntilItStands(store.shared, 'tuning-policy', agent, (present) =>
    changePolicy(present === undefined ? undefined : parseTuningPolicy(present), change, now),
  );
  if (change.unlock.length > 0) await giveToOptimizer(store.shared, agent, change.unlock, now);
  return policy;
}

/** Tells a change, without what stays. */
export function tellTuningPolicy(
  store: Pick<Store, 'events'>,
  agent: string,
  { lock, unlock, ...change }: TuningPolicyChange,
): Promise<void> {
  const [locked, unlocked] = [lock.length > 0 && { lock }, unlock.length > 0 && { unlock }];
  return tellChange(store, agent, { ...change, by: OPERATOR, ...locked, ...unlocked });
}

/** Returns the policy after a change, for a policy that may not be there or cannot be read. */
function changePolicy(
  before: TuningPolicy = NO_POLICY,
  change: TuningPolicyChange,
  now: number,
): TuningPolicy {
  const { mode, objective, bounds, lock, lockSeconds, unlock, isFrozen, reason } = change;
  const note = { at: now, by: OPERATOR, reason };
  const until = lockSeconds === undefined ? {} : { until: now + 1_000 * lockSeconds };
  const kept = Object.entries(before.locks).filter(([name]) => !unlock.some((one) => one === name));
  const added = lock.filter((name) => !unlock.includes(name)).map((name) => [name, { ...note, ...until }]);
  const frozen = isFrozen === undefined ? before.frozen : isFrozen ? note : undefined;
  const { mode: _m, objective: _o, bounds: _b, frozen: _f, ...rest } = before;
  const next = {
    mode: mode === undefined ? before.mode : (mode ?? undefined),
    objective: objective === undefined ? before.objective : (objective ?? undefined),
    bounds: bounds === undefined ? before.bounds : (bounds ?? undefined),
    frozen,
  };
  const set = Object.entries(next).filter(([, value]) => value !== undefined);
  return { ...rest, locks: Object.fromEntries([...kept, ...added]), ...Object.fromEntries(set) };
}

/** Marks settings that a person has published as the optimizer's. */
async function giveToOptimizer(
  shared: Store['shared'],
  agent: string,
  names: readonly SettingName[],
  now: number,
): Promise<void> {
  const present = await shared.load('tuning', agent);
  const parsed = present && parseTuningDocument(present.text, present.version);
  if (parsed?.ok !== true || toGiven(parsed.value, names) === undefined) return;
  await swapUntilItStands(shared, 'tuning', agent, (text, version) => {
    const found = text === undefined ? undefined : parseTuningDocument(text, version - 1);
    const document = found?.ok === true ? found.value : parsed.value;
    const given = toGiven(document, names) ?? document;
    return { ...given, version, publishedAt: now, by: OPERATOR, reason: 'UNLOCKED' };
  });
}

/** Undefined: none of them is a person's. */
function toGiven(document: TuningDocument, names: readonly SettingName[]): TuningDocument | undefined {
  const { settings, learned = [] } = document;
  const given = names.filter((name) => settings[name] !== undefined && !learned.includes(name));
  return given.length === 0 ? undefined : { ...document, learned: [...learned, ...given] };
}
