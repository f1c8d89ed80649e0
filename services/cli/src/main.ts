import { hasStatusLine } from './has-status-line.ts';
import { judgeFailure } from './judge-failure.ts';
import { createOutput, endWithReader, flushOutput, type Output } from './output.ts';
import { runCommand } from './run-command.ts';
import { StatusLine } from './status-line.ts';
import { readTerminal } from './terminal.ts';

const args = process.argv.slice(2);
const status = new StatusLine(process.stderr);
const output = createOutput(args.includes('--json'), readTerminal(process.env, process.stdout), status);
endWithReader();
if (hasStatusLine(args) && readTerminal(process.env, process.stderr).canRedraw) status.start();
process.exitCode = await runCommand(args, output).catch((error: unknown) => {
  status.stop();
  return fail(error, output);
});
status.stop();
await flushOutput();
// A command is over when it says so, whatever connection is still kept alive.
process.exit();

function fail(error: unknown, out: Output): number {
  const { code, message, text, exit } = judgeFailure(error, args);
  out.json({ error: { code, message } });
  process.stderr.write(`${text}\n`);
  return exit;
}
