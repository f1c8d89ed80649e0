import { AnswerError, RefusedError, UnreachableError } from '@ag06/client';
import { Refusal } from '@ag06/contracts/error';
import { judgeStartError } from '@ag06/service-host/program';
import { EXIT, UsageError } from './exit-codes.ts';
import { describeRemedy } from './help.ts';
import { renderProblem } from './render-problem.ts';
import { StartError } from './start-error.ts';

/** What a command that failed says, to programs and to people, and how it exits. */
interface CommandFailure {
  readonly code: string;
  readonly message: string;
  readonly text: string;
  readonly exit: number;
}

/** Judges why the command of these words failed: one exit code for one kind of failure, whatever the fleet runs on. */
export function judgeFailure(error: unknown, words: readonly string[]): CommandFailure {
  const isOfSettings = error instanceof StartError && error.code === 'USAGE';
  if (error instanceof UsageError || isOfSettings) {
    const { code, message } = error;
    const text = `${code === 'USAGE' ? '' : `${code}: `}${message}\n${describeRemedy(words)}`;
    return { code, message, text, exit: EXIT.usage };
  }
  if (error instanceof UnreachableError) return coded('UNREACHABLE', error.message, EXIT.unreachable);
  if (error instanceof RefusedError) {
    const problem = renderProblem(error.problem);
    const isAway = error.status >= 500 && error.status !== 501;
    const exit = isAway ? EXIT.unreachable : EXIT.failed;
    return { code: error.code, message: problem, text: problem, exit };
  }
  if (error instanceof Refusal || error instanceof AnswerError)
    return coded(error.code, error.message, EXIT.failed);
  if (error instanceof StartError && error.code !== 'FAILED')
    return coded(error.code, error.message, EXIT.usage);
  const problem = judgeStartError(error);
  if (problem !== undefined) return coded(problem.code, problem.message, EXIT.usage);
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'FAILED', message, text: message, exit: EXIT.failed };
}

const coded = (code: string, message: string, exit: number): CommandFailure => ({
  code,
  message,
  text: `${code}: ${message}`,
  exit,
});
