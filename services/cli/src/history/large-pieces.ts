import { LIMITS } from '@ag06/contracts';
import { HistoryPiece } from '@ag06/contracts/api';

/** The JSON of an output, and the hash that it should have. */
export interface LargeOutput {
  readonly sha256: string;
  readonly text: string;
}

/**
 * Puts the pieces of large outputs together, which are in front of their events. No expression reads more than
 * `LIMITS.readBytes`, so it keeps no more.
 */
export class LargePieces {
  #sha256 = '';
  #texts: string[] = [];
  #characters = 0;

  /** Takes the value of a line. Returns whether that is a piece. */
  take(value: unknown): boolean {
    if (typeof value !== 'object' || value === null || !('piece' in value)) return false;
    const { data } = HistoryPiece.safeParse(value);
    if (data === undefined) return false;
    const { sha256, text } = data.piece;
    if (sha256 !== this.#sha256) this.#forget();
    this.#sha256 = sha256;
    this.#characters += text.length;
    if (this.#characters > LIMITS.readBytes) this.#texts = [];
    else this.#texts.push(text);
    return true;
  }

  /** What was taken since this was asked last: an output of the event behind it. Undefined if that is none, or too large. */
  give(): LargeOutput | undefined {
    const [sha256, text] = [this.#sha256, this.#texts.join('')];
    this.#forget();
    return text === '' ? undefined : { sha256, text };
  }

  #forget(): void {
    this.#sha256 = '';
    this.#texts = [];
    this.#characters = 0;
  }
}
