import { createHash } from 'node:crypto';

/** A name for a read of a group by a consumer, of a bounded length. */
export const hashRead = (consumer: string, readId: string): string =>
  createHash('sha256')
    .update(JSON.stringify([consumer, readId]))
    .digest('base64url');
