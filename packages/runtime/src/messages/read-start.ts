import type { ChildStart } from '@ag06/engine';

/** The body of a `start`, as `startChild` of this or another release wrote it: the store gives back what it was given. */
export const readStart = (body: string): ChildStart => JSON.parse(body) as ChildStart;
