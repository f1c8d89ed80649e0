import { describe, expect, test } from '@jest/globals';
import { decideInstallation, type Machine } from './server-installation.ts';

function machine(programs: readonly string[], change: Partial<Machine> = {}): Machine {
  const has = (program: string) => programs.includes(program);
  return { platform: 'linux', isRoot: false, hasFreeSudo: false, has, ...change };
}

describe('decideInstallation', () => {
  test('installs as root on Debian', () => {
    expect(decideInstallation(machine(['apt-get'], { isRoot: true }), ['redis'])).toEqual({
      kind: 'install',
      prefix: [],
    });
  });

  test('installs through a sudo that asks for no password', () => {
    const decision = decideInstallation(machine(['apt-get', 'sudo'], { hasFreeSudo: true }), ['postgres']);
    expect(decision).toEqual({ kind: 'install', prefix: ['sudo', '-n'] });
  });

  test('asks a person where a password would be needed', () => {
    const decision = decideInstallation(machine(['apt-get', 'sudo']), ['redis', 'postgres']);
    expect(decision).toMatchObject({
      kind: 'ask',
      command: expect.stringMatching(/install -y .* redis-server postgresql$/),
    });
  });

  test('installs nothing where there is no apt-get, even as root', () => {
    expect(decideInstallation(machine(['dnf'], { isRoot: true }), ['redis'])).toEqual({
      kind: 'ask',
      command: 'sudo dnf install -y redis',
    });
    expect(
      decideInstallation(machine(['brew'], { platform: 'darwin', hasFreeSudo: true }), ['redis']),
    ).toEqual({
      kind: 'ask',
      command: 'brew install redis',
    });
  });
});
