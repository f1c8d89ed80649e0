import type { CallingStep } from '@ag06/engine';
import type { Release, Slots } from '@ag06/resilience';
import type { PromisedSlots, RunContext } from '@ag06/runtime';
import type { RatePermit } from '../claim/rate-gate.ts';
import { isFree } from '../guard/step-guard.ts';
import type { Parts } from '../parts.ts';
import type { Stretch } from './stretch.ts';

interface Held {
  readonly agent: string;
  readonly release: Release;
  isPromised: boolean;
  /** To begin an attempt in it, if its agent has a rate. */
  permit: RatePermit | undefined;
}

/**
 * Slots for eager steps. They are taken before a commit and given to the steps that it grants; the rest is given back.
 * The slot of the committed step is among them, so a chain of steps of one agent stays in its slot.
 */
export class Reservations implements PromisedSlots {
  readonly #parts: Pick<Parts, 'agents' | 'breakers' | 'pauses' | 'rates' | 'settings' | 'slots'>;
  readonly #stretch: Pick<Stretch, 'allows'>;
  readonly #held: Held[] = [];

  constructor(
    parts: Pick<Parts, 'agents' | 'breakers' | 'pauses' | 'rates' | 'settings' | 'slots'>,
    stretch: Pick<Stretch, 'allows'>,
  ) {
    this.#parts = parts;
    this.#stretch = stretch;
  }

  add(agent: string, release: Release, permit?: RatePermit): void {
    this.#held.push({ agent, release, isPromised: false, permit });
  }

  promise(context: RunContext, step: CallingStep, isItem: boolean): boolean {
    return (
      this.#parts.pauses.find(step.agent, context.meta.workflow) === undefined &&
      isFree(this.#parts, step) &&
      this.#stretch.allows(context, step, isItem) &&
      this.#reserve(step.agent, this.#parts.slots.get(step.agent))
    );
  }

  #reserve(agent: string, slots: Slots | undefined): boolean {
    const taken = this.#parts.rates.tryTake(agent);
    if (taken === undefined) return false;
    const permit = taken === 'free' ? undefined : taken;
    const own = this.#held.find((slot) => slot.agent === agent && !slot.isPromised);
    if (own !== undefined) {
      own.isPromised = true;
      own.permit = permit;
      return true;
    }
    const release = slots?.tryAcquire();
    if (release === undefined) {
      permit?.giveBack();
      return false;
    }
    this.#held.push({ agent, release, isPromised: true, permit });
    return true;
  }

  take(agent: string): Release | undefined {
    const at = this.#held.findIndex((slot) => slot.agent === agent);
    return at < 0 ? undefined : this.#held.splice(at, 1)[0]?.release;
  }

  releaseAll(): void {
    for (const { release, permit } of this.#held.splice(0)) {
      permit?.giveBack();
      release();
    }
  }
}
