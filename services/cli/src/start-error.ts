import { judgeStartError } from '@ag06/service-host/program';
import { EXIT } from './exit-codes.ts';

/** How a process of a fleet ended that was never ready. */
interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last lines that it wrote: those of its log, which are JSON, and others. */
  readonly lines: readonly string[];
}

/** A fleet did not start. `code` is that of a refusal, USAGE if settings are wrong, FAILED for a defect. */
export class StartError extends Error {
  override readonly name = 'StartError';
  readonly code: string;

  constructor(code: string, message: string, options: ErrorOptions = {}) {
    super(message, options);
    this.code = code;
  }
}

/** A service names itself in front of what the operator can mend. */
const NAME = /^(dispatcher|agent-worker|optimizer): /;
/** It ends with a code, and may have several lines; problems of settings have none, and are a line each. */
const REFUSAL = /^(?:dispatcher|agent-worker|optimizer): (?<message>.+) \((?<code>[A-Z][A-Z0-9_]+)\)$/ms;

/** Judges how a process ended before it was ready. The message leaves out its log. */
export function toStartError(process: string, { code, signal, lines }: Ended): StartError {
  const told = lines.filter((line) => !line.startsWith('{'));
  const refusal = REFUSAL.exec(told.join('\n'))?.groups;
  if (refusal !== undefined) return new StartError(refusal.code ?? 'FAILED', refusal.message ?? '');
  const problems = told.filter((line) => NAME.test(line));
  if (code === EXIT.usage && problems.length > 0)
    return new StartError('USAGE', problems.map((line) => line.replace(NAME, '')).join('\n'));
  const ended = `${process} ended (${signal ?? code}) before it was ready`;
  const text = (told.length > 0 ? told : lines).join('\n');
  return new StartError('FAILED', `${ended}${text === '' ? '.' : `:\n${text}`}`);
}

/** Judges an error of a fleet in this process as its service would have told it; a defect is returned as it is. */
export function judgeStart(error: unknown): unknown {
  const problem = judgeStartError(error);
  return problem === undefined ? error : new StartError(problem.code, problem.message, { cause: error });
}
