import { createHmac, timingSafeEqual } from 'node:crypto';
import { Refusal } from '@ag06/contracts';
import type { RunPosition } from '@ag06/store';

const SIGNATURE_BYTES = 12;

/** Encodes positions in a list as opaque, signed texts. */
export class CursorCodec {
  readonly #secret: string;

  constructor(secret: string) {
    this.#secret = secret;
  }

  encode({ createdAt, runId }: RunPosition): string {
    const payload = Buffer.from(`${createdAt} ${runId}`);
    return Buffer.concat([this.#sign(payload), payload]).toString('base64url');
  }

  /** Throws `Refusal` CURSOR_INVALID. */
  decode(cursor: string): RunPosition {
    const bytes = Buffer.from(cursor, 'base64url');
    const payload = bytes.subarray(SIGNATURE_BYTES);
    const signature = bytes.subarray(0, SIGNATURE_BYTES);
    const isOurs = signature.length === SIGNATURE_BYTES && timingSafeEqual(signature, this.#sign(payload));
    const [createdAt, runId] = payload.toString().split(' ');
    if (isOurs && runId !== undefined) return { createdAt: Number(createdAt), runId };
    const errors = [{ path: 'cursor', expected: 'the `next` of a former page', got: 'something else' }];
    throw new Refusal(422, 'CURSOR_INVALID', 'The cursor does not come from this API. Begin without one.', {
      errors,
    });
  }

  #sign(payload: Buffer): Buffer {
    return createHmac('sha256', this.#secret).update(payload).digest().subarray(0, SIGNATURE_BYTES);
  }
}
