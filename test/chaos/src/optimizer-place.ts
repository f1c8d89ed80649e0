import { setTimeout as delay } from 'node:timers/promises';
import type { Link } from './broker-under-test.ts';
import type { Member } from './member.ts';

/** An optimizer's place in the fleet, and its own way to the broker. */
export class OptimizerPlace {
  readonly member: Member;
  readonly #link: Link | undefined;
  #cuts = 0;

  /** @param link undefined: it cannot be cut off from the broker */
  constructor(member: Member, link: Link | undefined) {
    this.member = member;
    this.#link = link;
  }

  /** The broker is away for it alone, for so long; resolves then. */
  async cutOff(ms: number): Promise<void> {
    this.#cuts++;
    this.#link?.cut();
    await delay(ms);
    // Another cut may still go on.
    if (--this.#cuts === 0) this.#link?.mend();
  }
}
