export const SEGMENT_DAMAGED =
  'A segment of the archive cannot be read: its runs are missing from lists, and cannot be shown. Restore its object from a backup: it is read again within seconds. `ag06 archive verify` finds others.';
