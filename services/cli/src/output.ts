/** Where a command writes: text for people, or with `--json` one document (one a line while following). */
export interface Output {
  readonly isJson: boolean;
  readonly isStyled: boolean;
  text(line: string): void;
  json(value: unknown): void;
}

export function createOutput(isJson: boolean): Output {
  return {
    isJson,
    isStyled: process.stdout.isTTY === true,
    text: (line) => {
      if (!isJson) process.stdout.write(`${line}\n`);
    },
    json: (value) => {
      if (isJson) process.stdout.write(`${JSON.stringify(value)}\n`);
    },
  };
}

/** Resolves when everything that was written has been handed over: a pipe takes 64 KiB, and waits for its reader then. */
export async function flushOutput(): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) {
    await new Promise<void>((resolve) => stream.write('', () => resolve()));
  }
}
