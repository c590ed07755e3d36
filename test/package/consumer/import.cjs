const prefix = 'row ';
void import('manycore')
  .then(({ Parallel }) => Parallel({ nJobs: 2, backend: 'processes' }).map((name) => prefix + name, ['a', 'b']))
  .then((labels) => console.log(labels.join()));
