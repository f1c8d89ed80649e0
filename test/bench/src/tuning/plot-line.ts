/** One moment of a plot whose time runs downwards. */
interface PlotPoint {
  /** Seconds since the begin. */
  readonly t: number;
  readonly perSecond: number;
  readonly concurrency: number;
}

/** What the bars of a plot reach at most, and how wide it is. */
interface PlotFrame {
  readonly perSecondMax: number;
  readonly concurrencyMax: number;
  /** At least 40. */
  readonly columns: number;
}

const TIME_WIDTH = 6;
const NUMBER_WIDTH = 7;
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** Of both bars: what numbers, time and gaps leave. */
function barWidths(columns: number): readonly [number, number] {
  const left = Math.max(10, Math.min(120, columns) - TIME_WIDTH - 2 * NUMBER_WIDTH - 4);
  const first = Math.round(0.6 * left);
  return [first, left - first];
}

function toBar(value: number, max: number, width: number): string {
  const eighths = Math.round(8 * width * Math.min(1, Math.max(0, value / max)));
  return `${'█'.repeat(Math.floor(eighths / 8))}${EIGHTHS[eighths % 8]}`.padEnd(width);
}

export function plotHead({ columns }: Pick<PlotFrame, 'columns'>): string {
  const [first] = barWidths(columns);
  return `${'time'.padEnd(TIME_WIDTH + 1)}${'steps a second'.padEnd(first + NUMBER_WIDTH + 2)}slots of the worker`;
}

/** Returns one line: the time, and both values as bars and numbers. */
export function toPlotLine({ t, perSecond, concurrency }: PlotPoint, frame: PlotFrame): string {
  const [first, second] = barWidths(frame.columns);
  const time = `${Math.round(t)} s`.padStart(TIME_WIDTH);
  const rate = `${toBar(perSecond, frame.perSecondMax, first)}${perSecond.toFixed(1).padStart(NUMBER_WIDTH)}`;
  const slots = `${toBar(concurrency, frame.concurrencyMax, second)}${String(concurrency).padStart(NUMBER_WIDTH - 2)}`;
  return `${time} ${rate}  ${slots}`;
}

/** Breaks a text at its spaces into lines of so many columns, each after the indent. */
export function wrapText(text: string, columns: number, indent: string): readonly string[] {
  const room = Math.max(20, columns - indent.length);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map((one) => indent + one);
}
