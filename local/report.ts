/** Tells the person at the terminal what is going on. */
export type Report = (line: string) => void;
