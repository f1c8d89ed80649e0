/** Settings of one call. The client's own settings are the defaults. */
export interface CallOptions {
  /** Aborts the call, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** A try without an answer within this many milliseconds counts as failed. */
  readonly timeoutMs?: number | undefined;
  /** For how many milliseconds after its first failure the call is repeated; 0 for a single try. */
  readonly retryForMs?: number | undefined;
  /** Sent with this call, such as `traceparent`; what the call itself needs wins. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Called once when no dispatcher answers and the call is repeated, and once more when one answers again. */
  readonly onAway?: (() => void) | undefined;
  readonly onBack?: (() => void) | undefined;
}

/** Settings of a call by which a person steers runs or the fleet. */
export interface SteeringOptions extends CallOptions {
  /** The person's name for logs and lists; 1 to 128 printable characters. Absent: nobody is named. */
  readonly by?: string | undefined;
}

/** What a header holds as it is. A name that looks like an encoded one is encoded too. */
const PLAIN_PATTERN = /^(?!utf-8'')[\x20-\x7e]*$/i;

/** Returns the header with a person's name, beyond ASCII as RFC 8187 encodes it: `UTF-8''%C5%81ukasz`. */
export const toActorHeader = (by: string | undefined): Readonly<Record<string, string>> =>
  by === undefined ? {} : { 'x-actor': PLAIN_PATTERN.test(by) ? by : encode(by) };

function encode(text: string): string {
  // Half a character has no bytes in UTF-8: it becomes the sign for what cannot be shown.
  const whole = new TextDecoder().decode(new TextEncoder().encode(text));
  const percent = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  return `UTF-8''${encodeURIComponent(whole).replaceAll(/['()*]/g, percent)}`;
}
