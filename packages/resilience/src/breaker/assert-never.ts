/** The end of a switch over a union. */
export function assertNever(value: never): never {
  throw new Error(`An unknown case: ${JSON.stringify(value)}.`);
}
