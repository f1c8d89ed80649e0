/**
 * Milliseconds on the machine's monotonic clock, whose zero all processes of a machine share: what a client, a handler
 * and the harness wrote down can be put in one order.
 */
export const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6;
