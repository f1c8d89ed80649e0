import { isDeepStrictEqual } from 'node:util';
import { Refusal } from '@ag06/contracts';
import {
  parseTuningDocument,
  SETTING_NAMES,
  type TuningApply,
  type TuningDecision,
  type TuningDocument,
  type TuningRollback,
  TuningSettings,
} from '@ag06/contracts/tuning';
import type { Store } from '@ag06/store';
import { requireAgent } from '../require-agent.ts';
import { setTuning } from '../set-tuning.ts';
import { keepTuningPolicy, tellTuningPolicy } from './set-tuning-policy.ts';
import { loadTuningState } from './show-agent-tuning.ts';

type Stores = Pick<Store, 'fleet' | 'shared' | 'runs' | 'events'>;

/**
 * Publishes what the optimizer has decided and not put in force for all: what canaries try, or what a shadow would do. From then
 * on the settings are a person's.
 *
 * @throws Refusal AGENT_UNKNOWN, DECISION_UNKNOWN, TUNING_BUSY
 */
export async function applyDecision(
  store: Stores,
  agent: string,
  { decision: number, reason }: TuningApply,
): Promise<TuningDocument> {
  const tried = number === undefined ? await loadTried(store, agent) : undefined;
  if (tried !== undefined)
    return setTuning(store, agent, {
      ...tried,
      merge: true,
      reason: reason || 'What canaries try is applied to all.',
    });
  const isMeant = ({ version, mode }: TuningDecision) => version === null || mode === 'canary';
  const found = await findDecision(store, agent, number, isMeant);
  const settings = toSettings(found.to);
  return setTuning(store, agent, {
    settings,
    merge: true,
    unset: [],
    reason: reason === '' ? `Decision ${found.number} is applied by a person.` : reason,
  });
}

/** What canaries have otherwise than the rest; a setting that only the rest has is to be unset. Undefined: there are none. */
async function loadTried(
  { shared }: Stores,
  agent: string,
): Promise<Pick<Parameters<typeof setTuning>[2], 'settings' | 'unset'> | undefined> {
  const found = await shared.load('tuning', agent);
  const parsed = found && parseTuningDocument(found.text, found.version);
  if (parsed?.ok !== true || parsed.value.canary === undefined) return undefined;
  const { settings: rest, canary } = parsed.value;
  const tried = SETTING_NAMES.filter((name) => !isDeepStrictEqual(rest[name], canary.settings[name]));
  return {
    settings: Object.fromEntries(
      tried.flatMap((name) => (canary.settings[name] === undefined ? [] : [[name, canary.settings[name]]])),
    ),
    unset: tried.filter((name) => canary.settings[name] === undefined),
  };
}

/**
 * Takes back what a decision has changed. The settings are a person's then, and locked: the optimizer would decide the same
 * again. All of it is in force before any of it is told.
 *
 * @throws Refusal AGENT_UNKNOWN, DECISION_UNKNOWN, TUNING_BUSY
 */
export async function rollBackDecision(
  store: Stores,
  agent: string,
  { decision: number, settings, reason }: TuningRollback,
): Promise<TuningDocument> {
  const isMeant = (one: TuningDecision) =>
    one.version !== null && (settings.length === 0 ? SETTING_NAMES : settings).some((name) => name in one.to);
  const found = await findDecision(store, agent, number, isMeant);
  const names = SETTING_NAMES.filter(
    (name) => name in found.to && (settings.length === 0 || settings.includes(name)),
  );
  const note = reason === '' ? `Decision ${found.number} is rolled back by a person.` : reason;
  const locks = { lock: [...names], unlock: [], reason: note };
  await keepTuningPolicy(store, agent, locks);
  const before = toSettings(found.from);
  const back = Object.fromEntries(names.flatMap((name) => (name in before ? [[name, before[name]]] : [])));
  const unset = names.filter((name) => !(name in before));
  const document = await setTuning(store, agent, { settings: back, merge: true, unset, reason: note });
  await tellTuningPolicy(store, agent, locks);
  return document;
}

/** @throws Refusal AGENT_UNKNOWN, DECISION_UNKNOWN */
async function findDecision(
  store: Stores,
  agent: string,
  number: number | undefined,
  isMeant: (decision: TuningDecision) => boolean,
): Promise<TuningDecision> {
  await requireAgent(store.fleet, agent);
  const decisions = (await loadTuningState(store, agent))?.decisions ?? [];
  const found = decisions.findLast((one) =>
    number === undefined ? isMeant(one) : one.number === number && isMeant(one),
  );
  if (found !== undefined) return found;
  const which = number === undefined ? 'no such decision' : `no such decision ${number}`;
  throw new Refusal(
    404,
    'DECISION_UNKNOWN',
    `There is ${which} about ${agent} among the last ones. GET /v1/tuning/${agent}/history lists them; PUT /v1/tuning/${agent} publishes settings by hand.`,
  );
}

/** Settings that a later release would know are left out. */
function toSettings(values: TuningDecision['to']): TuningSettings {
  return TuningSettings.safeParse(values).data ?? {};
}
