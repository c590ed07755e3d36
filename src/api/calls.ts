/** What calls over many items need, in one place: a part of the library that is loaded with the first of them. */

export { planCall, planRequest } from './auto/plan-call.ts';
export { startCall } from './start-call.ts';
