/** Browsers that the tests of the dashboard run in, the first that is there. */
export const CHROMIUM_BINARIES = ['chromium', 'chromium-browser', 'google-chrome'];
