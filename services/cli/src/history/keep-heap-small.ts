import { setFlagsFromString } from 'node:v8';

/**
 * Keeps the heap for young objects as small as it is. Reading a long log makes much garbage and keeps little, and the runtime
 * would rather take tens of MiB more than collect it as often.
 */
export const keepHeapSmall = (): void => setFlagsFromString('--semi-space-growth-factor=1');
