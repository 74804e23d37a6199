// The steps of an enrollment on the phone, as a pure table: what is known goes in, the step
// comes out. Nothing is remembered but what is known, so that a page that was closed, reloaded
// or left behind comes back to where the centre says it is.

const ENDS = ['EXPIRED', 'CANCELLED', 'LOCKED', 'CONTESTED', 'REFUSED'];

// known: { leave, number, accepted, code | typed, enrolment: { state, … }, pin: is one set?,
//          unlocked: is the key at hand?, consented: was the PIN typed for it? }
const steps = [
  ['success', ({ enrolment }) => enrolment?.state === 'SUCCESS'],
  ['end', ({ enrolment }) => ENDS.includes(enrolment?.state)],
  ['leave', ({ leave }) => !leave],
  ['number', ({ number }) => !number],
  ['terms', ({ accepted }) => !accepted],
  ['code', ({ enrolment, code, typed }) => !enrolment && !code && !typed],
  ['claim', ({ enrolment }) => !enrolment],
  ['pin', ({ pin }) => !pin],
  ['unlock', ({ unlocked, enrolment }) => !unlocked && enrolment.state !== 'CONFIRMED'],
  ['officer', ({ enrolment }) => enrolment.state === 'SCANNED'],
  ['consent', ({ enrolment, consented }) => enrolment.state === 'CONFIRMED' && !consented],
  ['sign', ({ enrolment }) => enrolment.state === 'CONFIRMED'],
  ['finish', () => true], // CONSENTED, SAVED: the data come, the proof goes
];

export const stepOf = (known) => steps.find(([, fits]) => fits(known))[0];

// Problems that a person can mend, and what is no longer known then.
const mends = {
  'digits-wrong': ['number'],
  'code-unknown': ['code', 'typed'],
  'code-expired': ['code', 'typed'],
  'code-taken': ['code', 'typed'],
  'rate-limited': ['code', 'typed'],
};

// What is left to be known after a problem; null: the enrollment is over.
export function mended(known, problem) {
  const lost = mends[problem];
  if (!lost) return null;
  return Object.fromEntries(Object.entries(known).filter(([name]) => !lost.includes(name)));
}
