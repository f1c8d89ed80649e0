/** How a process of a fleet ended that was never ready. */
interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last lines that it wrote: those of its log, which are JSON, and others. */
  readonly lines: readonly string[];
}

/** A service says so in its last line, with a code: what the operator can mend. */
const REFUSAL = /^[\w-]+: (?<message>.+) \((?<code>[A-Z][A-Z0-9_]+)\)$/;

/** A process of a fleet did not start. `code` is that of its refusal, or FAILED; the message leaves out its log. */
export class StartError extends Error {
  override readonly name = 'StartError';
  readonly code: string;

  constructor(process: string, { code, signal, lines }: Ended) {
    const told = lines.filter((line) => !line.startsWith('{'));
    const refusal = REFUSAL.exec(told.at(-1) ?? '')?.groups;
    const ended = `${process} ended (${signal ?? code}) before it was ready`;
    const text = (told.length > 0 ? told : lines).join('\n');
    super(refusal?.message ?? `${ended}${text === '' ? '.' : `:\n${text}`}`);
    this.code = refusal?.code ?? 'FAILED';
  }
}
