import workerpool from 'manycore/compat/workerpool';
import * as work from '../../dispatch/work.mjs';

workerpool.worker({ ...work });
