/** Ids of commands: the issuing process and a counter, so that a command sent twice is known as one. */
export function createCommandIds(issuer: string): () => string {
  let count = 0;
  return () => `${issuer}.${(++count).toString(36)}`;
}
