/** How often a ramp takes a step. */
const RAMP_STEP_MS = 50;
/** A ramp takes at most so many steps: 5 s. */
const STEPS_MAX = 100;

/** Returns the steps from a limit to a higher one: one slot at a time, or more if that took too long. */
function rampOf(from: number, to: number): { readonly step: number; readonly count: number } {
  const step = Math.max(1, Math.ceil((to - from) / STEPS_MAX));
  return { step, count: Math.ceil((to - from) / step) };
}

/** Raises a limit slowly, so that a service sees the new load grow, and lowers it at once. */
export class Ramp {
  readonly #apply: (limit: number) => void;
  #limit: number;
  #target: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(limit: number, apply: (limit: number) => void) {
    this.#limit = limit;
    this.#target = limit;
    this.#apply = apply;
  }

  get limit(): number {
    return this.#limit;
  }

  moveTo(target: number): void {
    if (target === this.#target) return;
    this.#target = target;
    this.stop();
    if (target <= this.#limit) this.#set(target);
    else {
      const { step } = rampOf(this.#limit, target);
      this.#riseLater(step);
    }
  }

  /** Sets the limit at once, because nothing runs yet. */
  jumpTo(limit: number): void {
    this.stop();
    this.#target = limit;
    this.#set(limit);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #riseLater(step: number): void {
    this.#timer = setTimeout(() => this.#rise(step), RAMP_STEP_MS);
    this.#timer.unref();
  }

  #rise(step: number): void {
    this.#timer = undefined;
    this.#set(Math.min(this.#target, this.#limit + step));
    if (this.#limit < this.#target) this.#riseLater(step);
  }

  #set(limit: number): void {
    this.#limit = limit;
    this.#apply(limit);
  }
}
