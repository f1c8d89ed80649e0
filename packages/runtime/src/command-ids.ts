/** Creates ids of commands from the process and a counter, so that a command sent twice is recognised. */
export function createCommandIds(issuer: string): () => string {
  let count = 0;
  return () => `${issuer}.${(++count).toString(36)}`;
}
