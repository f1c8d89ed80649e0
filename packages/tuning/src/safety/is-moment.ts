/** The last moment of a `Date` (ECMA-262, "Time Values"), seconds since 1970: in milliseconds it is still a safe integer. */
const LAST_S = 8_640_000_000_000;

/** Whether a number can be a time, in seconds since 1970. */
export const isMoment = (seconds: number): boolean => seconds >= 0 && seconds <= LAST_S;
