import { setTimeout as delay } from 'node:timers/promises';
import { Refusal } from '@ag06/contracts';
import { isUnavailable } from '@ag06/runtime';
import type { Deadline } from '../deadline.ts';

/** The most characters of appends that wait for the store. */
const CHARACTERS_MAX = 32 * 1024 * 1024;
/** The most appends that wait for the store. */
const APPENDS_MAX = 10_000;
const RETRY_AFTER_MS = 1_000;
const AGAIN_AFTER_MS = 100;

/** An append on its way. */
interface WaitingAppend<T> {
  readonly stream: string;
  readonly characters: number;
  /** Sends it; may be repeated. */
  send(): Promise<T>;
}

interface InLine {
  /** The number of its request: the line has the order in which they came. */
  readonly arrival: number;
  readonly late: Promise<never>;
  /** Sends it until it is answered. Returns false if the store is still away. */
  attempt(): Promise<boolean>;
  isLate: boolean;
}

/**
 * The appends that the store has not answered. While it is away, each waits until the time limit of its request and is sent again,
 * in the order of arrival in its stream. It is acknowledged when it is stored, so a dispatcher that dies loses nothing that it has
 * acknowledged. How many wait, and how many characters they have, is bounded. A request that is given up counts until its append ends.
 */
export class UnansweredAppends {
  readonly #maxCharacters: number;
  readonly #maxAppends: number;
  readonly #againAfterMs: number;
  #characters = 0;
  #appends = 0;
  #arrivals = 0;
  /** By stream: those that wait for a store that is away. */
  readonly #lines = new Map<string, InLine[]>();

  constructor(
    maxCharacters: number = CHARACTERS_MAX,
    maxAppends: number = APPENDS_MAX,
    againAfterMs: number = AGAIN_AFTER_MS,
  ) {
    this.#maxCharacters = maxCharacters;
    this.#maxAppends = maxAppends;
    this.#againAfterMs = againAfterMs;
  }

  /** Sends an append until it is answered or late. Rejects with `Refusal` STORE_UNAVAILABLE if too much waits already. */
  async during<T>(append: WaitingAppend<T>, deadline: Pick<Deadline, 'late'>): Promise<T> {
    if (this.#characters >= this.#maxCharacters || this.#appends >= this.#maxAppends) {
      const message = `${this.#appends} appends of ${this.#characters} characters wait for the store. Nothing was done; try again.`;
      throw new Refusal(503, 'STORE_UNAVAILABLE', message, { retryAfterMs: RETRY_AFTER_MS });
    }
    this.#characters += append.characters;
    this.#appends++;
    let sending: Promise<unknown> = Promise.resolve();
    const send = () => {
      const sent = append.send();
      sending = sent;
      return sent;
    };
    try {
      return await this.#send({ ...append, send }, ++this.#arrivals, deadline.late);
    } finally {
      const leave = () => {
        this.#characters -= append.characters;
        this.#appends--;
      };
      sending.then(leave, leave);
    }
  }

  async #send<T>(append: WaitingAppend<T>, arrival: number, late: Promise<never>): Promise<T> {
    if (this.#lines.has(append.stream)) return this.#wait(append, arrival, late);
    try {
      return await append.send();
    } catch (error) {
      if (!isAway(error)) throw error;
      return this.#wait(append, arrival, late);
    }
  }

  #wait<T>({ stream, send }: WaitingAppend<T>, arrival: number, late: Promise<never>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const attempt = async () => {
      try {
        resolve(await send());
      } catch (error) {
        if (isAway(error)) return false;
        reject(error);
      }
      return true;
    };
    const inLine: InLine = { arrival, late, attempt, isLate: false };
    late.catch((error: unknown) => {
      inLine.isLate = true;
      reject(error);
    });
    this.#join(stream, inLine);
    return promise;
  }

  #join(stream: string, inLine: InLine): void {
    const line = this.#lines.get(stream);
    if (line === undefined) {
      const created = [inLine];
      this.#lines.set(stream, created);
      void this.#work(stream, created);
      return;
    }
    const before = line.findIndex(({ arrival }) => arrival > inLine.arrival);
    line.splice(before < 0 ? line.length : before, 0, inLine);
  }

  /** Sends the first of a line until it is answered or late, then the next. */
  async #work(stream: string, line: InLine[]): Promise<void> {
    for (let [first] = line; first !== undefined; [first] = line) {
      const isOver = first.isLate || (await Promise.race([first.attempt(), toTrue(first.late)]));
      if (isOver) line.splice(line.indexOf(first), 1);
      else await delay(this.#againAfterMs);
    }
    this.#lines.delete(stream);
  }
}

/** A store that is full is told to the caller at once: that does not pass within a request. */
const isAway = (error: unknown): boolean => isUnavailable(error) && error.code === 'STORE_UNAVAILABLE';

const toTrue = (late: Promise<never>): Promise<boolean> => late.catch(() => true);
