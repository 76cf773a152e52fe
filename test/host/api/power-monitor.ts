import { StrictEmitter } from '../lacking.ts';

/** Sleep and waking, as the test says. */
export class PowerMonitor extends StrictEmitter {}
