/** The store that repairs draw parts from. */
export const MAIN_STORE = 'main';

/** Where parts that came back damaged wait for inspection. */
export const QUARANTINE = 'quarantine';
