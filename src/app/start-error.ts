/** The nodes cannot be started; the message says why and what to do. */
export class StartError extends Error {}
