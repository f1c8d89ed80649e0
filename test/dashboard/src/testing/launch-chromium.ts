import { CHROMIUM_BINARIES, findOnPath } from '@ag06/test-support';
import { type Browser, chromium } from 'playwright-core';

/** It works as root and offline, and asks no service of its maker. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Its first start on a machine that is busy with other tests. */
const START_MS = 100_000;

/** Starts Debian's Chromium without a window. To it, a `hostName` is a name of this machine, as of one elsewhere. */
export function launchChromium(hostName?: string): Promise<Browser> {
  const executablePath = findOnPath(CHROMIUM_BINARIES);
  if (executablePath === undefined)
    throw new Error('There is no chromium on the PATH. Run: sudo apt-get install -y chromium');
  const names = hostName === undefined ? [] : [`--host-resolver-rules=MAP ${hostName} 127.0.0.1`];
  return chromium.launch({ executablePath, args: [...ARGUMENTS, ...names], timeout: START_MS });
}
