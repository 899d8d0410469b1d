export type { Designation, DesignationRow, Terminology } from './contract.ts';
