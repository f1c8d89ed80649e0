import type { HelpRows } from './help-entry.ts';

/** Of the live view of a fleet. */
export const HELP_OF_TOP: HelpRows = [
  [
    'top',
    {
      usage: 'top [--every DURATION] [--once]',
      about:
        'A fleet as it works: health, throughput, queues, workers, running runs, and what needs a person. Key ? helps.',
      flags: [
        ['--every DURATION', 'between two looks, from 1s to 60s (2s). Each takes 10 requests'],
        ['--once', 'prints it one time, as into a pipe'],
      ],
      examples: ['ag06 top', 'ag06 top --once --json'],
    },
  ],
];

/** Of the scripts that complete commands in shells. */
export const HELP_OF_COMPLETION: HelpRows = [
  [
    'completion bash',
    {
      usage: 'completion bash',
      about: 'Prints the completion for bash: commands, flags, and names that a dispatcher knows.',
      examples: ['ag06 completion bash > ~/.ag06.bash  # then, in ~/.bashrc: source ~/.ag06.bash'],
    },
  ],
  [
    'completion zsh',
    {
      usage: 'completion zsh',
      about: 'Prints the completion for zsh.',
      examples: ['ag06 completion zsh > ~/.zfunc/_ag06  # a folder of $fpath, before compinit'],
    },
  ],
  [
    'completion fish',
    {
      usage: 'completion fish',
      about: 'Prints the completion for fish.',
      examples: ['ag06 completion fish > ~/.config/fish/completions/ag06.fish'],
    },
  ],
];
