import { writeSync } from 'node:fs';

writeSync(1, 'first\nall\n');
