import { LIMITS } from '@ag06/contracts';

const STEP = '{"agent":"x.a","with":{"n":1}},';
const BODY = `[${STEP.repeat(LIMITS.bodyBytes / STEP.length - 1)}null]`;

/** The measure of what holds an event loop: whoever takes a body of the largest size parses it at least. */
export function parseLargestBody(): void {
  JSON.parse(BODY);
}
