import { describe, expect, it } from '@jest/globals';
import { findCommand } from './find-command.ts';
import { HELP } from './help-table.ts';
import { isOfHelp, type KnownFlag, knownFlags } from './known-flags.ts';
import { refuse } from './testing/refuse.ts';
import { toAg06Words } from './testing/split-words.ts';

const commands = [...HELP].map(([name, help]) => ({ name, help }));
const examples = commands.flatMap(({ name, help }) => help.examples.map((example) => ({ name, example })));
/** Flags that are read before a command is: `--watch [DURATION]`, and `--by` of all that change something. */
const isReadBefore = ({ name, isValueOptional }: KnownFlag) =>
  (name === 'watch' && isValueOptional) || name === 'by';

it.each(commands)('ag06 $name takes the flags that its help lists, and no other', async ({ name, help }) => {
  const refusal = await refuse([...name.split(' '), '--no-such-flag-at-all']);
  const taken = [...refusal.matchAll(/--([a-z-]+)[,.]/g)].flatMap(([, flag]) =>
    flag === 'by' ? [] : [flag],
  );
  const listed = knownFlags(help).filter((flag) => !isReadBefore(flag));
  expect(taken.toSorted()).toEqual(
    [...new Set([...listed.map((flag) => flag.name), 'json', 'help'])].toSorted(),
  );
});

it.each(examples)(
  'the help of ag06 $name: $example is a command with flags that it has',
  ({ name, example }) => {
    const found = findCommand(toAg06Words(example));
    expect(found?.name).toBe(name);
    const flags = found === undefined ? [] : knownFlags(found.help);
    const names = ['--json', ...flags.flatMap((flag) => [`--${flag.name}`, `-${flag.short}`])];
    const used = found?.rest
      .filter((word) => /^--?[a-z]/i.test(word))
      .map((word) => word.split('=')[0] ?? word);
    expect(names).toEqual(expect.arrayContaining(used ?? []));
    for (const [i, word] of (found?.rest ?? []).entries()) {
      const flag = flags.find((one) => word === `--${one.name}` || word === `-${one.short}`);
      const value = found?.rest[i + 1];
      if (flag?.value !== undefined && !flag.isValueOptional) expect(value).toMatch(/^(?!-[a-z-])/);
      if (flag?.value === 'DURATION' && !flag.isValueOptional) expect(value).toMatch(/^\d+(ms|s|m|h|d)$/);
      if (flag?.value === 'N') expect(value).toMatch(/^\d+$/);
      if (flag?.value?.includes('|')) expect(flag.value.split('|')).toContain(value);
    }
  },
);

describe('the help table', () => {
  it('has a list in every group of things, and the name of the group alone is that list', () => {
    const groups = new Set(
      commands.filter(({ name }) => name.includes(' ')).map(({ name }) => name.split(' ')[0]),
    );
    // One fleet, and three shells.
    for (const none of ['fleet', 'completion']) groups.delete(none);
    for (const group of groups) expect(findCommand([`${group}`])?.name).toBe(`${group} list`);
  });

  it('has a show in every group that has a list, for one of what the list has', () => {
    const groups = commands.flatMap(({ name }) => /^(.*) list$/.exec(name)?.[1] ?? []);
    // Its segments have no more to tell than their lines; `runs show` shows a run that is in one of them.
    const without = groups.filter((group) => !HELP.has(`${group} show`));
    expect(without).toEqual(['archive']);
    for (const group of groups.filter((one) => !without.includes(one)))
      expect(HELP.get(`${group} show`)?.args?.length).toBeGreaterThan(0);
  });

  it('has --by in every command that changes something of a fleet, and in no other', () => {
    const reads =
      /^(.* (list|show|status|explain|history|export|next|runs|read|tail|groups|group|dead-letters|versions|validate|convert|verify|restore|tree|items|events|follow|wait|result|diff|state|output|replay|watch)|completion .*)$/;
    const alone = [
      'correlations',
      'config',
      'demo',
      'dispatcher',
      'doctor',
      'feed',
      'health',
      'init',
      'migrate',
    ];
    const starts = ['optimizer', 'scale', 'simulate', 'top', 'up', 'worker'];
    for (const { name, help } of commands) {
      const changes = !reads.test(name) && ![...alone, ...starts].includes(name);
      expect({ name, by: isOfHelp(help, 'by') }).toEqual({ name, by: changes });
    }
  });

  it('names in each usage the command, and only words and flags that the command has', () => {
    for (const { name, help } of commands) {
      const [first = ''] = name.split(' ');
      expect(help.usage.startsWith(name) || name === first).toBe(true);
      const flags = knownFlags(help).flatMap((flag) => [flag.name, flag.short]);
      for (const [, flag] of help.usage.matchAll(/(?<![\w-])--?([a-z-]+)/g))
        expect([name, flags]).toContainEqual(
          name === 'up' && flag === 'json' ? expect.anything() : expect.arrayContaining([flag]),
        );
    }
  });
});
