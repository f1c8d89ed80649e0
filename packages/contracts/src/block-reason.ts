/**
 * Why a unit is blocked: `pause` (set by the store itself, in a run that is paused), `breaker:<dependency>`, `limit:<name>`,
 * `hold:` and what is paused (`agent:<name>`, `workflow:<name>` or `fleet`), or `fork:<name>` of an agent or workflow that may not
 * act for real in a fork. Such a text goes into events as it is.
 */
export const BLOCK_REASON_PATTERN = /^(pause|(?:breaker|limit|hold|fork):[a-z0-9][a-z0-9._:-]{0,159})$/;
