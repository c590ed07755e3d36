import { ThreadWorker } from 'poolifier';
import * as work from '../../../dispatch/work.mjs';

export default new ThreadWorker({ ...work });
