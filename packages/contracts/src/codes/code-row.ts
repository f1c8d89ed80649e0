/**
 * What a code says. `at`: the HTTP status with which the API answers it, or where it stands: in a run, a start, a dead letter, a log.
 * `means`: what has happened. `cure`: what a person does about it.
 */
export type CodeRow = readonly [at: string, means: string, cure: string];

/** Rows by their codes. */
export type CodeTable = Readonly<Record<string, CodeRow>>;
