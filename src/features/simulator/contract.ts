import type { LabelInWords, PolicyInWords, RuleInWords } from '#access';
import type { CareCategory } from '#fhir';
import type { ProxyRecord } from '#identity';
import type { PossibleReader, ReaderSketch, SightOfRecord } from '#records';

/** What `GET /api/simulator/:patient/readers` answers: who could see the record, a category or an entry now, and why. */
export interface ReadersAnswer {
  readonly readers: readonly (Omit<PossibleReader, 'relation' | 'emergency'> & {
    readonly origin?: string;
    /** Instants. */
    readonly from?: string;
    readonly to?: string;
    readonly reason?: string;
  })[];
  readonly proxies: readonly (Pick<ProxyRecord, 'name' | 'origin' | 'parts' | 'acts'> & { readonly to?: string })[];
  readonly apps: readonly { readonly name: string; readonly scope: string; readonly until: string }[];
  /** The rules that decided, by id. */
  readonly rules: Readonly<Record<string, RuleInWords>>;
  /** What is withheld by its label, whoever treats her. */
  readonly labels: readonly LabelInWords[];
}

/** What `POST /api/simulator/:patient/view` takes. */
export type ViewWish = ReaderSketch & { readonly treats?: boolean };

/** What it answers: the record as that professional would see it. */
export interface ViewAnswer {
  readonly permitted: boolean;
  readonly rule: string;
  /** The rule by that id; none where nothing permitted. */
  readonly words?: RuleInWords;
  readonly sees: SightOfRecord;
  readonly entries: readonly { readonly address: string; readonly category: CareCategory; readonly name?: string }[];
}

/** What `GET /api/simulator/policy` answers, without anything about anybody. */
export type PolicyAnswer = PolicyInWords;
