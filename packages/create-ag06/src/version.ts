/** Of this package, and so of those that a project gets. */
export const VERSION = '0.1.0';
