/**
 * The door of terminology for who judges codes by definitions alone, without a database: it is opened quickly, since
 * nothing is loaded that only a node needs.
 */
export { sourceOfDefinitions } from './engine/definitions-source.ts';
export { codesOfSource } from './engine/judge-code.ts';
