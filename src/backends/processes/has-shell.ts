import { existsSync } from 'node:fs';

/** What watches over children. */
export const SHELL = '/bin/sh';

/** Whether there is a shell; without one, each child watches us itself by a pipe, which costs it a thread. */
export const hasShell = (): boolean => existsSync(SHELL);
