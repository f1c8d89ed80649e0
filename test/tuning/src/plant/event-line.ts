import TinyQueue from 'tinyqueue';

/** What happens at a time, in seconds. */
export interface LineEvent {
  readonly t: number;
  readonly act: () => void;
}

interface Numbered extends LineEvent {
  readonly number: number;
}

/** What is going to happen, in the order of time; at the same time in the order in which it was added. */
export class EventLine {
  readonly #events = new TinyQueue<Numbered>([], (a, b) => a.t - b.t || a.number - b.number);
  #number = 0;

  add(t: number, act: () => void): void {
    this.#events.push({ t, act, number: this.#number++ });
  }

  /** Takes the next event. Returns undefined if none happens until then. */
  takeUntil(t: number): LineEvent | undefined {
    const next = this.#events.peek();
    return next !== undefined && next.t <= t ? this.#events.pop() : undefined;
  }
}
