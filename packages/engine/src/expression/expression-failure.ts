/** A failure of a running expression. The evaluation returns it as a value, so it never leaves the engine. */
export class ExpressionFailure extends Error {
  override readonly name = 'ExpressionFailure';
  readonly code: 'EXPRESSION_FAILED' | 'EXPRESSION_RANGE';
  /** A failure that `||`, `&&`, `all` and `exists` may not absorb. */
  readonly isFinal: boolean;

  constructor(
    message: string,
    code: 'EXPRESSION_FAILED' | 'EXPRESSION_RANGE' = 'EXPRESSION_FAILED',
    isFinal = false,
  ) {
    super(message);
    this.code = code;
    this.isFinal = isFinal;
  }
}
