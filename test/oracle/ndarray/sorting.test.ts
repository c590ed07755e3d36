/** Sorting, searching and sets, as NumPy answers. */

import { testCases } from './cases.ts';

testCases(new URL('sorting.json', import.meta.url));
