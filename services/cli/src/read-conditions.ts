import { UsageError } from './exit-codes.ts';

/** A condition on an attribute of a run, as the fleet judges it. */
export interface Condition {
  readonly name: string;
  readonly is: string;
}

/** Reads conditions such as `NAME=VALUE` and `NAME=gt:100`. Throws `UsageError`. */
export const readConditions = (texts: readonly string[]): Condition[] =>
  texts.map((text) => {
    const end = text.indexOf('=');
    if (end < 1) throw new UsageError(`--attr takes NAME=VALUE, such as total=gt:100, got "${text}".`);
    return { name: text.slice(0, end), is: text.slice(end + 1) };
  });
