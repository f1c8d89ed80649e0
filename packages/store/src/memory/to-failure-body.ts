/** What an event says of a failure: its error, and where and how it came about. Both are JSON text. */
export const toFailureBody = (error: string | undefined, detail: string | undefined): object => ({
  ...(error !== undefined && { error: JSON.parse(error) }),
  ...(detail !== undefined && (JSON.parse(detail) as object)),
});
