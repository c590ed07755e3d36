import { ClusterWorker } from 'poolifier';
import * as work from '../../../dispatch/work.mjs';

new ClusterWorker({ ...work });
