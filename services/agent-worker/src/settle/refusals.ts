import { REFUSALS_MAX } from '@ag06/engine';

interface Counted {
  readonly attempt: number;
  readonly refusals: number;
}

/**
 * How many attempts of the units of one job were refused by their service. The activation of the next attempt carries the number
 * on; where it is lost, as with an activation that a dispatcher sends again, refused attempts count like any others.
 */
export class Refusals {
  /** By unit, before this attempt. */
  readonly #before = new Map<string, Counted>();

  /** @param refusals what the activation of this unit and attempt says */
  constructor(unit: string, attempt: number, refusals = 0) {
    this.#before.set(unit, { attempt, refusals: Math.min(refusals, attempt - 1, REFUSALS_MAX) });
  }

  /** Before this attempt of the unit. */
  of(unit: string, attempt: number): number {
    const known = this.#before.get(unit);
    return known?.attempt === attempt ? known.refusals : 0;
  }

  /** @param refusals of the attempts up to this one, which is included */
  note(unit: string, attempt: number, refusals: number): void {
    this.#before.set(unit, { attempt: attempt + 1, refusals: Math.min(refusals, REFUSALS_MAX) });
  }
}
