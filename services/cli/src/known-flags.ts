import type { Help } from './help-entry.ts';

/** A flag of a command, as its help says. */
export interface KnownFlag {
  readonly name: string;
  readonly about: string;
  /** One letter. */
  readonly short?: string;
  /** What its value is, such as `N`, `RUN` or `first|last`; absent: it has none. */
  readonly value?: string;
  /** `--watch` and `--watch 5s`. */
  readonly isValueOptional: boolean;
}

const FLAG = /^(?:-(?<short>\w), )?--(?<name>[a-z-]+)(?: (?<value>\S+))?$/;

/** Returns the flags that the help of a command lists, in its order. Throws for a line that is none. */
export const knownFlags = ({ flags = [] }: Help): readonly KnownFlag[] =>
  flags.flatMap(([line, about]) => line.split(/, (?=--)(?<!^-\w, )/).map((part) => toFlag(part, about)));

/** Whether the help of a command lists a flag of this name. */
export const isOfHelp = (help: Help, flag: string): boolean =>
  knownFlags(help).some(({ name }) => name === flag);

function toFlag(text: string, about: string): KnownFlag {
  const { short, name, value } = FLAG.exec(text)?.groups ?? {};
  if (name === undefined) throw new Error(`The help has "${text}" for a flag.`);
  const isValueOptional = value?.startsWith('[') === true;
  return {
    name,
    about,
    ...(short !== undefined && { short }),
    ...(value !== undefined && { value: value.replace(/[[\]]/g, '') }),
    isValueOptional,
  };
}
