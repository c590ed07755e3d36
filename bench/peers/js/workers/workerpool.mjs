import workerpool from 'workerpool';
import * as work from '../../../dispatch/work.mjs';

workerpool.worker({ ...work });
