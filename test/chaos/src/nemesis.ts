import { setTimeout as delay } from 'node:timers/promises';
import { type Random, until } from '@ag06/test-support';
import { type ChaosFleet, READY_TIMEOUT_MS } from './chaos-fleet.ts';
import type { Act, PlannedFault } from './fault-plan.ts';
import type { Member } from './member.ts';
import type { OptimizerPlace } from './optimizer-place.ts';

/** A fault waits so long for a victim: all of a kind may be stopped, and then start again, which takes a busy machine long. */
const VICTIM_WITHIN_MS = 25_000 + READY_TIMEOUT_MS;

/** Does what is planned, each fault at its time, also while another goes on. Answers those that found their victims. */
export async function makeTrouble(
  fleet: ChaosFleet,
  plan: readonly PlannedFault[],
  random: Random,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<PlannedFault[]> {
  const from = performance.now();
  const sayWhen = (line: string) => say(`${((performance.now() - from) / 1000).toFixed(1)} s: ${line}`);
  const made = plan.map(async (fault) => {
    await delay(fault.atMs, undefined, { signal });
    const found = fault.acts.map(async ({ afterMs, act }) => {
      await delay(afterMs, undefined, { signal });
      sayWhen(`${fault.kind}: ${describe(act)}`);
      return perform(fleet, act, random);
    });
    if ((await Promise.all(found)).every(Boolean)) return [fault];
    sayWhen(`${fault.kind}: no victim`);
    return [];
  });
  return (await Promise.all(made)).flat();
}

/** Whether the act found a victim; resolves when it is over. */
async function perform(fleet: ChaosFleet, act: Act, random: Random): Promise<boolean> {
  if (act.target === 'broker') {
    const draw = random.next();
    await (act.act === 'pause' ? fleet.broker.pause(act.forMs, draw) : fleet.broker.kill(act.downMs, draw));
    return true;
  }
  if (act.target === 'leader') {
    const leader = await untilLed(fleet.optimizers);
    if (leader === undefined) return false;
    if (act.act === 'kill') leader.member.kill();
    else await (act.act === 'pause' ? leader.member.pause(act.forMs) : leader.cutOff(act.forMs));
    return true;
  }
  const members = act.target === 'worker' ? fleet.workers : fleet.dispatchers;
  const victim = await findVictim(members, random, act.act === 'pause');
  if (victim === undefined) return false;
  switch (act.act) {
    case 'kill':
      victim.kill();
      break;
    case 'kill all':
      for (const member of members) member.kill();
      break;
    case 'drain':
      victim.drain();
      break;
    case 'ask to drain':
      await victim.askToDrain((id) => fleet.askToDrain(id));
      break;
    case 'pause':
      await victim.pause(act.forMs);
  }
  return true;
}

/** The optimizer that has begun to lead last, as far as they have told, unless it is stopped. */
function untilLed(optimizers: readonly OptimizerPlace[]): Promise<OptimizerPlace | undefined> {
  const find = () =>
    optimizers
      .filter(({ member }) => member.leadsSince !== undefined && !member.isPaused)
      .toSorted((a, b) => (b.member.leadsSince ?? 0) - (a.member.leadsSince ?? 0))[0];
  return until(find, { timeoutMs: VICTIM_WITHIN_MS, everyMs: 50 }).catch(() => undefined);
}

function findVictim(
  members: readonly Member[],
  random: Random,
  mustBeAwake: boolean,
): Promise<Member | undefined> {
  const find = () => {
    const candidates = members.filter((member) => member.isUp && !(mustBeAwake && member.isPaused));
    return candidates.length > 0 ? random.pick(candidates) : undefined;
  };
  return until(find, { timeoutMs: VICTIM_WITHIN_MS, everyMs: 50 }).catch(() => undefined);
}

function describe(act: Act): string {
  const ms = 'forMs' in act ? act.forMs : 'downMs' in act ? act.downMs : undefined;
  return `${act.act} ${act.target}${ms === undefined ? '' : ` for ${(ms / 1000).toFixed(1)} s`}`;
}
