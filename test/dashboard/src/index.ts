export { launchChromium } from './testing/launch-chromium.ts';
