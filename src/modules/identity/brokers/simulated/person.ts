/** Somebody of whom a simulated broker or wallet speaks. Made up, all of them. */
export interface SimulatedPerson {
  /** `sub` at a broker. */
  readonly id: string;
  readonly name: string;
  /** One line about her for the page. */
  readonly about: string;
  /** `acr` that the broker states; ignored by wallets. */
  readonly acr: string;
  readonly claims: Readonly<Record<string, unknown>>;
}
