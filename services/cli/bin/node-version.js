const NEEDED = [22, 19];
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

/** Agents are TypeScript files, which older ones do not run; nor do the libraries of the fleet run there. */
export const isTooOld = major < NEEDED[0] || (major === NEEDED[0] && minor < NEEDED[1]);

/** The one line for people, with its code first, as all errors have it. */
export const tooOld = (what) =>
  `NODE_TOO_OLD: ${what} needs Node ${NEEDED.join('.')} or newer, and this is ${process.versions.node}. Install a newer Node` +
  ` (https://nodejs.org), or the npm package node-${process.platform}-${process.arch} beside it.`;
