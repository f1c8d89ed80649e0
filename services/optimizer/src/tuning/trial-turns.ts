import { createHash } from 'node:crypto';
import type { SettingHold } from '@ag06/tuning';

interface Turn {
  readonly agent: string;
  readonly isTrying: boolean;
  /** When it was last seen to try something. */
  readonly seenAt: number;
  /** Until then it lets the others go first. */
  readonly restsUntil: number;
}

const REST_MS = 30_000;
/** Rests differ by so much up and down, so that agents do not fall into step. */
const JITTER = 0.15;
/** An agent that is not tuned any more has no turn for longer. */
const FORGOTTEN_MS = 10_000;

/**
 * Of the agents that call the same service, one at a time tries another concurrency: each would take the other's trial for what
 * its own has done. One leader decides about all agents, so its memory is enough.
 */
export class TrialTurns {
  readonly #turns = new Map<string, Turn>();

  /** Notes whether an agent tries something now. To be called with each of its steps. */
  note(agent: string, dependency: string, isTrying: boolean, now: number): void {
    const turn = this.#turns.get(dependency);
    if (isTrying) this.#turns.set(dependency, { agent, isTrying, seenAt: now, restsUntil: now });
    else if (turn?.agent === agent && turn.isTrying)
      this.#turns.set(dependency, { agent, isTrying, seenAt: now, restsUntil: now + toRest(agent, now) });
  }

  /** Why an agent begins no trial now; empty: it may. */
  holdsOf(agent: string, dependency: string, now: number): readonly SettingHold[] {
    const turn = this.#turns.get(dependency);
    if (turn === undefined) return [];
    const hold = (text: string): readonly SettingHold[] => [{ knob: 'concurrency', text }];
    if (turn.agent !== agent)
      return turn.isTrying && now < turn.seenAt + FORGOTTEN_MS
        ? hold(`no trial: agent ${turn.agent} tries something on the same service, ${dependency}`)
        : [];
    return !turn.isTrying && now < turn.restsUntil
      ? hold(
          `no trial: it has just tried something; other agents on ${dependency} go first for ${Math.ceil((turn.restsUntil - now) / 1_000)} s`,
        )
      : [];
  }
}

/** Always the same for an agent and a time, so that a test can tell. */
function toRest(agent: string, now: number): number {
  const [byte = 0] = createHash('sha256').update(`${agent} ${now}`).digest();
  return Math.round(REST_MS * (1 + JITTER * ((2 * byte) / 255 - 1)));
}
