/** Of the program: that of every package of it. */
export const VERSION = '0.1.0';
