import { ClusterWorker } from 'poolifier';
import * as work from '../../../dispatch/work.mjs';

export default new ClusterWorker({ ...work });
