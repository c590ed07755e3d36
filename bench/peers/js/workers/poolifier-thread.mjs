import { ThreadWorker } from 'poolifier';
import * as work from '../../../dispatch/work.mjs';

new ThreadWorker({ ...work });
