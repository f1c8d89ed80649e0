/** A figure of a bench, beside its target if it has one. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The value must be below `below`, at least `atLeast`, or exactly `exactly`. Without any it has no target. */
  readonly below?: number;
  readonly atLeast?: number;
  readonly exactly?: number;
}

function isMet({ value, below, atLeast, exactly }: Figure): boolean {
  if (exactly !== undefined) return value === exactly;
  if (atLeast !== undefined) return value >= atLeast;
  return below === undefined || value < below;
}

const round = (value: number): number => Math.round(value * 1_000) / 1_000;

function toTarget({ below, atLeast, exactly, unit }: Figure): string {
  if (exactly !== undefined) return `= ${exactly} ${unit}`;
  if (atLeast !== undefined) return `>= ${atLeast} ${unit}`;
  return below === undefined ? '' : `< ${below} ${unit}`;
}

/** One line a figure: its name, its value, its target and whether that is met. */
function renderFigures(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const target = toTarget(figure);
    const verdict = target === '' ? '' : isMet(figure) ? 'met' : 'MISSED';
    return [figure.name, `${round(figure.value)} ${figure.unit}`, target, verdict];
  });
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Prints the figures. The process will end with code 1 if a target was missed. */
export function tellFigures(figures: readonly Figure[], isJson: boolean): void {
  const told = isJson
    ? JSON.stringify(Object.fromEntries(figures.map(({ name, value }) => [name, round(value)])))
    : renderFigures(figures);
  process.stdout.write(`${told}\n`);
  if (!figures.every(isMet)) process.exitCode = 1;
}
