#!/usr/bin/env node
// Runs the command in this process, or hands over to a Node that can: plain JavaScript, for any Node.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { keepCompiled } from './keep-compiled.js';
import { isTooOld, tooOld } from './node-version.js';

const built = new URL('../dist/main.js', import.meta.url);
/** Only the repository has it; its packages are then read from their sources too. */
const source = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const isRepository = existsSync(source);
const node = isTooOld ? findNode() : process.execPath;
keepCompiled();

if (node === undefined) {
  console.error(tooOld('ag06'));
  process.exit(1);
} else if (isRepository) handOver(node, ['--conditions=@ag06/source', source]);
else if (node === process.execPath) await import(built.href);
else handOver(node, [fileURLToPath(built)]);

/** A Node that npm installed beside this package. */
function findNode() {
  try {
    return createRequire(import.meta.url).resolve(`node-${process.platform}-${process.arch}/bin/node`);
  } catch {
    return undefined;
  }
}

/** Becomes that process where the system can, so that there is one; else waits for it and ends as it does. */
function handOver(command, args) {
  const argv = [...args, ...process.argv.slice(2)];
  if (typeof process.execve === 'function' && process.platform !== 'win32') {
    process.removeAllListeners('warning');
    process.execve(command, [command, ...argv], process.env);
  }
  const child = spawn(command, argv, { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}
