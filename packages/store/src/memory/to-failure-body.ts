/**
 * Returns the event properties of a failure: its error, and where and how it happened. Both arguments are JSON text.
 */
export const toFailureBody = (error: string | undefined, detail: string | undefined): object => ({
  ...(error !== undefined && { error: JSON.parse(error) }),
  ...(detail !== undefined && JSON.parse(detail)),
});
