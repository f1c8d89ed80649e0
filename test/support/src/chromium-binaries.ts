/** Chromium without its windows: a page takes a fifth of the CPU time that one of Debian's `chromium` takes, which draws a window as well. */
export const HEADLESS_SHELL = 'chromium-headless-shell';

/** Browsers that the tests of the dashboard run in, the first that is there. */
export const CHROMIUM_BINARIES = [HEADLESS_SHELL, 'chromium', 'chromium-browser', 'google-chrome'];
