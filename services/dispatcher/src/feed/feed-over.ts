/** Thrown by a reader whose feed has an end. `code` is told to whoever follows it. */
export class FeedOver extends Error {
  override readonly name = 'FeedOver';
  readonly code = 'STREAM_DELETED';
}
