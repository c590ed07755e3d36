import { Parallel } from 'manycore';

const prefix = 'row ';
const labels = await Parallel(2).map((name) => prefix + name, ['a', 'b']);
console.log(labels.join());
