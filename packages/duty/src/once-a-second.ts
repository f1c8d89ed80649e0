const QUIET_MS = 1_000;
const KINDS_MAX = 100;
/** The number of words that identify a kind of message: its beginning names the event, its rest the subject. */
const WORDS_OF_KIND = 4;

/** Passes errors on, at most one a second of each kind: a server that is away fails every attempt alike. */
export function onceASecond(report: (error: Error) => void): (error: Error) => void {
  const lastAt = new Map<string, number>();
  return (error) => {
    const kind = toKind(error);
    const now = performance.now();
    if (now - (lastAt.get(kind) ?? Number.NEGATIVE_INFINITY) < QUIET_MS) return;
    if (lastAt.size >= KINDS_MAX) lastAt.clear();
    lastAt.set(kind, now);
    report(error);
  };
}

function toKind(error: Error): string {
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.message.split(' ', WORDS_OF_KIND).join(' ');
}
