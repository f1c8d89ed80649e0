/** Windows that the page has to look well in, in pixels. */
export const SIZES = {
  phone: { width: 375, height: 812 },
  tablet: { width: 768, height: 1024 },
  desk: { width: 1440, height: 900 },
} as const;
export type Size = keyof typeof SIZES;

export const SIZE_NAMES: readonly Size[] = ['phone', 'tablet', 'desk'];
