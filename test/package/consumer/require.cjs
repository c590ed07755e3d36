const { Parallel } = require('manycore');

const prefix = 'row ';
void Parallel(2)
  .map((name) => prefix + name, ['a', 'b'])
  .then((labels) => console.log(labels.join()));
