export type Guard = 'target' | 'order' | 'operator' | 'hold' | 'image' | 'proof' | 'proposal';

/** What each guard said last, in the order in which they were first asked. */
export type Guards = Map<Guard, string>;
