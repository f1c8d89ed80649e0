import { setTimeout as delay } from 'node:timers/promises';
import { styleText } from 'node:util';
import { RefusedError, UnreachableError } from '@ag06/client';
import type { Output } from '../output.ts';
import { listenToSignals } from '../screen/ending-signals.ts';
import { type Canvas, Screen } from '../screen/screen.ts';
import type { TableOptions } from '../table.ts';
import { cutText, textWidth } from '../text-width.ts';
import { fitLines } from './fit-lines.ts';
import { Frame } from './frame.ts';

/** Cells of the command in the first line, however narrow the terminal is. */
const LEAST_LINE = 12;

/** A command that is shown again and again, and where. */
export interface Watched {
  /** As it was typed. */
  readonly line: string;
  readonly everyMs: number;
  readonly isJson: boolean;
  /** The terminal; absent: the output is piped. */
  readonly canvas: Canvas | undefined;
  /** How tables are at this moment: a terminal may be resized. */
  readonly readTables: () => TableOptions;
  readonly write: (text: string) => void;
  /** Called before the first picture is shown. */
  takeOver(): void;
  run(output: Output): Promise<number>;
}

/**
 * Shows a command until it is interrupted: in a terminal over and over, elsewhere a block for each change. A dispatcher that is
 * away later is waited for. Resolves with the exit code: 0 after Ctrl-C.
 */
export async function watchCommand(watched: Watched): Promise<number> {
  const signals = listenToSignals();
  const view =
    watched.canvas === undefined || watched.isJson ? pipeView(watched) : screenView(watched, watched.canvas);
  try {
    return await Promise.race([signals.ended, repeat(watched, view, signals.signal)]);
  } finally {
    signals.stopListening();
    view.close();
  }
}

interface View {
  show(frame: Frame): void;
  showAway(since: Date): void;
  close(): void;
}

async function repeat(watched: Watched, view: View, signal: AbortSignal): Promise<never> {
  let awaySince: Date | undefined;
  for (let isFirst = true; ; isFirst = false) {
    const frame = new Frame(watched.isJson, watched.readTables());
    try {
      await watched.run(frame);
      awaySince = undefined;
      if (isFirst) watched.takeOver();
      if (!signal.aborted) view.show(frame);
    } catch (error) {
      if (isFirst || !isAway(error)) throw error;
      awaySince ??= new Date();
      view.showAway(awaySince);
    }
    await delay(watched.everyMs, undefined, { signal });
  }
}

const isAway = (error: unknown): boolean =>
  error instanceof UnreachableError || (error instanceof RefusedError && error.status >= 500);

function pipeView({ isJson, write }: Watched): View {
  let last: string | undefined;
  return {
    show: (frame) => {
      if (frame.fingerprint === last) return;
      const isFirst = last === undefined;
      last = frame.fingerprint;
      if (isJson) for (const document of frame.documents) write(`${JSON.stringify(document)}\n`);
      else write(`${isFirst ? '' : '\n'}${frame.lines.join('\n')}\n`);
    },
    showAway: () => {},
    close: () => {},
  };
}

function screenView({ line, everyMs, readTables, write }: Watched, canvas: Canvas): View {
  const screen = new Screen(canvas);
  let last: Frame | undefined;
  const draw = (state: string) => {
    const { isColoured = false } = readTables();
    const about = ` · ${state} · every ${everyMs / 1_000} s · Ctrl-C ends`;
    const room = Math.max(LEAST_LINE, screen.columns - textWidth(about));
    const head = cutText(`${cutText(line, room)}${about}`, screen.columns);
    const styled = isColoured ? styleText('dim', head, { validateStream: false }) : head;
    screen.draw([styled, ...fitLines(last?.lines ?? [], screen.columns, screen.rows - 1)]);
  };
  return {
    show: (frame) => {
      screen.open();
      last = frame;
      draw(toTime(new Date()));
    },
    showAway: (since) => draw(`no dispatcher answers since ${toTime(since)}, trying again`),
    close: () => {
      screen.close();
      if (last !== undefined) write(`${last.lines.join('\n')}\n`);
    },
  };
}

const toTime = (at: Date): string => at.toTimeString().slice(0, 8);
