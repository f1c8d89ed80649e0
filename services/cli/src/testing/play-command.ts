import { createWriteStream } from 'node:fs';
import { Client } from '@ag06/client';
import { jest } from '@jest/globals';
import { correlations } from '../commands/correlations.ts';
import { runs } from '../commands/runs.ts';
import { streams } from '../commands/streams.ts';
import type { Output } from '../output.ts';
import { renderTable } from '../table.ts';

type Command = (args: readonly string[], client: Client, output: Output) => Promise<number>;
const COMMANDS: Readonly<Record<string, Command>> = { correlations, runs, streams };

export interface Played {
  readonly code: number;
  readonly out: string;
  readonly json: readonly unknown[];
  readonly notes: string;
}

/** Runs a command of `ag06` in this process, against a fleet. Rejects with its refusal. */
export async function playCommand(url: string, words: readonly string[], file?: string): Promise<Played> {
  const [name = '', ...args] = words;
  const command = COMMANDS[name];
  if (command === undefined) throw new Error(`No test plays ag06 ${name}.`);
  const lines: string[] = [];
  const json: unknown[] = [];
  const notes: string[] = [];
  const text = (line: string) => void lines.push(`${line}\n`);
  const output: Output = {
    isJson: false,
    isStyled: false,
    tables: {},
    text,
    json: (value) => void json.push(value),
    table: (headings, rows) => text(renderTable(headings, rows, {})),
    note: (line) => void notes.push(line),
  };
  const sink = file === undefined ? undefined : createWriteStream(file);
  const raw = jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    sink?.write(chunk);
    lines.push(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
    return true;
  });
  try {
    const code = await command(args, new Client({ url, retryForMs: 0 }), output);
    return { code, out: lines.join(''), json, notes: notes.join('\n') };
  } finally {
    raw.mockRestore();
    if (sink !== undefined) await new Promise<void>((resolve) => sink.end(() => resolve()));
  }
}
