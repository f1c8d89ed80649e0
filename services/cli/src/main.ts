import { AnswerError, RefusedError, UnreachableError } from '@ag06/client';
import { Refusal } from '@ag06/contracts/error';
import { judgeStartError } from '@ag06/service-host/program';
import { answersOnce } from './answers-once.ts';
import { EXIT, UsageError } from './exit-codes.ts';
import { describeRemedy } from './help.ts';
import { createOutput, endWithReader, flushOutput, type Output } from './output.ts';
import { renderProblem } from './render-problem.ts';
import { runCommand } from './run-command.ts';
import { StartError } from './start-error.ts';
import { StatusLine } from './status-line.ts';
import { readTerminal } from './terminal.ts';

const args = process.argv.slice(2);
const status = new StatusLine(process.stderr);
const output = createOutput(args.includes('--json'), readTerminal(process.env, process.stdout), status);
endWithReader();
if (answersOnce(args) && readTerminal(process.env, process.stderr).canRedraw) status.start();
process.exitCode = await runCommand(args, output).catch((error: unknown) => {
  status.stop();
  return fail(error, output);
});
status.stop();
await flushOutput();
// A command is over when it says so, whatever connection is still kept alive.
process.exit();

function fail(error: unknown, out: Output): number {
  const say = (message: string, code: string, text = `${code}: ${message}`) => {
    out.json({ error: { code, message } });
    process.stderr.write(`${text}\n`);
  };
  if (error instanceof UsageError) {
    const { code, message } = error;
    say(message, code, `${code === 'USAGE' ? '' : `${code}: `}${message}\n${describeRemedy(args)}`);
    return EXIT.usage;
  }
  if (error instanceof UnreachableError) {
    say(error.message, 'UNREACHABLE');
    return EXIT.unreachable;
  }
  if (error instanceof RefusedError) {
    const problem = renderProblem(error.problem);
    say(problem, error.code, problem);
    return error.status >= 500 && error.status !== 501 ? EXIT.unreachable : EXIT.failed;
  }
  if (error instanceof Refusal || error instanceof AnswerError) {
    say(error.message, error.code);
    return EXIT.failed;
  }
  if (error instanceof StartError && error.code !== 'FAILED') {
    say(error.message, error.code);
    return EXIT.failed;
  }
  const problem = judgeStartError(error);
  if (problem !== undefined) {
    say(problem.message, problem.code);
    return EXIT.usage;
  }
  const message = error instanceof Error ? error.message : String(error);
  say(message, 'FAILED', message);
  return EXIT.failed;
}
