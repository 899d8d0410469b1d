import type { BrokerKindName } from './contract.ts';
import type { BrokerKind } from './kinds/broker-kind.ts';
import { eidas } from './kinds/eidas.ts';
import { franceConnect } from './kinds/franceconnect.ts';
import { proSanteConnect } from './kinds/pro-sante-connect.ts';

/** Every kind of broker that the node understands. */
export const brokerKinds: Readonly<Record<BrokerKindName, BrokerKind>> = {
  'pro-sante-connect': proSanteConnect,
  franceconnect: franceConnect,
  eidas,
};
