import { randomBytes } from 'node:crypto';
import { RUN_ID_PATTERN } from '@ag06/contracts';

export const isRunId = (text: string): boolean => RUN_ID_PATTERN.test(text);

/** All runs are in partition 0, because tables need no partitions. */
export const createRunId = (): string => `r0-${Date.now().toString(36).padStart(9, '0')}${randomText()}`;

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** 12 characters out of 62, about 71 bits. Skips bytes from 248 on, so that all characters are equally likely. */
function randomText(): string {
  let text = '';
  while (text.length < 12) {
    for (const byte of randomBytes(16)) {
      if (byte < 248 && text.length < 12) text += ALPHABET.charAt(byte % 62);
    }
  }
  return text;
}
