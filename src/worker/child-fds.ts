/** File descriptors that a child is started with, besides its standard streams. */
export const CHILD_FDS = {
  requests: 3,
  replies: 4,
  /** The file with the progress block; no name leads to it any more. */
  progress: 5,
  /** Ends when whoever started the child is gone. Only where the system has no shell. */
  lifeline: 6,
} as const;
