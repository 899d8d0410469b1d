export type {
  Account,
  AuthenticationRequest,
  Caller,
  Identity,
  ProfessionalIdentity,
  ProxyGrant,
  PurposeOfUse,
  Role,
} from './contract.ts';
