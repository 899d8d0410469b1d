import { portugueseUserNumberSystem } from '#identity';

/** A made-up número de utente of nine digits. */
export function userNumber(value: string) {
  return { system: portugueseUserNumberSystem, value, assigner: 'Serviço Nacional de Saúde (demonstração)' };
}
