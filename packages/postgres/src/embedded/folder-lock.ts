import { mkdirSync, readFileSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Refusal } from '@ag06/contracts';
import { errorCode } from '../error-code.ts';

/**
 * Nothing else stops two processes from opening one folder and corrupting it. A file names the process that has it. The
 * file of a dead process is taken over, under a second lock, so that only one of two processes does so.
 */
const FILE = 'pid';
const TAKE_OVER = 'pid.taken-over';
/** A take-over lasts microseconds: one that is older was left by a process that died in it. */
const TAKE_OVER_MAX_MS = 10_000;

/** Locks of this very process: its pid alone would not stop it from opening a folder twice. */
const held = new Set<string>();

interface FolderLock {
  release(): void;
}

interface Holder {
  readonly pid: number;
  /** The start time of the process as the kernel counts; empty if unknown. It is needed because pids are used again. */
  readonly began: string;
}

/** Locks a folder. Throws `Refusal` DATABASE_IN_USE, which names the process that has it. */
export function lockFolder(folder: string): FolderLock {
  const path = resolve(folder);
  const file = join(path, FILE);
  if (held.has(path) || !(createFile(file) || takeOver(path, file))) throw inUse(path, readHolder(file));
  held.add(path);
  return {
    release: () => {
      if (held.delete(path)) rmSync(file, { force: true });
    },
  };
}

function createFile(file: string): boolean {
  try {
    writeFileSync(file, JSON.stringify({ pid: process.pid, began: beganAt(process.pid) }), { flag: 'wx' });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

function takeOver(path: string, file: string): boolean {
  const guard = join(path, TAKE_OVER);
  if (!enter(guard)) return false;
  try {
    const holder = readHolder(file);
    if (holder !== undefined && isAlive(holder)) return false;
    rmSync(file, { force: true });
    return createFile(file);
  } finally {
    rmdirSync(guard);
  }
}

function enter(guard: string): boolean {
  try {
    mkdirSync(guard);
    return true;
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
  if (Date.now() - statSync(guard).mtimeMs < TAKE_OVER_MAX_MS) return false;
  rmdirSync(guard);
  return enter(guard);
}

/** Returns the holder in a file; undefined if the file is gone, or is empty because its writer died. */
function readHolder(file: string): Holder | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof value !== 'object' || value === null || !('pid' in value) || !('began' in value))
      return undefined;
    return { pid: Number(value.pid), began: String(value.began) };
  } catch {
    return undefined;
  }
}

/** This process holds no lock that it does not know of: the file is another's that had the same pid. */
function isAlive({ pid, began }: Holder): boolean {
  if (pid === process.pid || !Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
  return began === '' || beganAt(pid) === began;
}

/** Returns field 22 of /proc/<pid>/stat; empty for a zombie, which has ended. */
function beganAt(pid: number): string {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return fields[0] === 'Z' ? 'ended' : (fields[19] ?? '');
  } catch {
    return '';
  }
}

function inUse(path: string, holder: Holder | undefined): Refusal {
  const who = holder === undefined ? 'another process' : `process ${holder.pid}`;
  const remedy = 'Stop it, or use another folder: AG06_BROKER_URL=embedded:<folder>.';
  return new Refusal(
    409,
    'DATABASE_IN_USE',
    `The embedded database in ${path} is in use by ${who}. ${remedy}`,
  );
}
