/** Of this package, and so of those that a project gets. */
export const VERSION = '0.1.0';

/** The Node that a project needs, at least: agents and tests are TypeScript that it runs as it is. */
export const NEEDED_NODE = '22.19';
