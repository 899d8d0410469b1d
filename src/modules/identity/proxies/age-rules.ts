/**
 * At what ages people come into their own in a country. Ages of majority: 18 in every country of the table. The age from
 * which a minor has a say of her own about her care is that of the surveys of the EU Agency for Fundamental Rights
 * ("Mapping minimum age requirements", 2017: consenting to medical treatment, seeking medical advice) and of the Council
 * of Europe ("Guide to children's participation in decisions about their health", 2023); `basis` says what kind it is.
 */
export interface AgeRules {
  /** Whole years at which a person decides for herself, and the rights of who stood in for her end. */
  readonly majority: number;
  /** Whole years from which a minor keeps to herself what is reserved; `majority` where the law has parents told of everything. */
  readonly ownSay: number;
  /**
   * `age`: the law names it. `maturity`: the law asks for maturity and names no age; the lowest age that a law of the
   * table names is taken. `unknown`: not looked up, treated as `maturity`. `parents`: parents are told until majority.
   */
  readonly basis: 'age' | 'maturity' | 'parents' | 'unknown';
  /** By whose midnight a birthday begins (IANA). */
  readonly zone: string;
}

const majority = 18;
const cautious = 14;

const age = (ownSay: number, zone: string): AgeRules => ({ majority, ownSay, basis: 'age', zone });
const maturity = (zone: string): AgeRules => ({ majority, ownSay: cautious, basis: 'maturity', zone });
const unknown = (zone: string): AgeRules => ({ majority, ownSay: cautious, basis: 'unknown', zone });
const parents = (zone: string): AgeRules => ({ majority, ownSay: majority, basis: 'parents', zone });

const byCountry: Readonly<Record<string, AgeRules>> = {
  AT: age(14, 'Europe/Vienna'),
  BE: maturity('Europe/Brussels'),
  BG: age(16, 'Europe/Sofia'),
  CY: parents('Asia/Nicosia'),
  CZ: maturity('Europe/Prague'),
  DE: maturity('Europe/Berlin'),
  DK: age(15, 'Europe/Copenhagen'),
  EE: maturity('Europe/Tallinn'),
  ES: age(16, 'Europe/Madrid'),
  FI: maturity('Europe/Helsinki'),
  // Care may be kept secret from parents at any age (Code de la santé publique, L1111-5); from 15 on a minor may refuse that
  // they learn of her health data (loi 78-17, article 70).
  FR: age(15, 'Europe/Paris'),
  GR: parents('Europe/Athens'),
  HR: age(16, 'Europe/Zagreb'),
  HU: parents('Europe/Budapest'),
  IE: age(16, 'Europe/Dublin'),
  IS: unknown('Atlantic/Reykjavik'),
  IT: parents('Europe/Rome'),
  LI: unknown('Europe/Vaduz'),
  LT: age(16, 'Europe/Vilnius'),
  LU: maturity('Europe/Luxembourg'),
  LV: age(14, 'Europe/Riga'),
  MT: parents('Europe/Malta'),
  NL: age(16, 'Europe/Amsterdam'),
  NO: age(16, 'Europe/Oslo'),
  PL: age(16, 'Europe/Warsaw'),
  PT: age(16, 'Europe/Lisbon'),
  RO: parents('Europe/Bucharest'),
  SE: maturity('Europe/Stockholm'),
  SI: age(15, 'Europe/Ljubljana'),
  SK: parents('Europe/Bratislava'),
};

/** The rules of a country (ISO 3166-1 alpha-2); of one that is not known the cautious ones, by the clock of UTC. */
export function ageRulesOf(country: string): AgeRules {
  return byCountry[country] ?? unknown('UTC');
}

/** A FHIR `date`: a year, a month or a day. */
const birthDateForm = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/;

/**
 * The moment at which a person born on `birthDate` has completed `years`: the first instant of her birthday where `zone`
 * is. Born on 29 February she completes them in other years as 28 February ends (Regulation (EEC) 1182/71, article 3(2)(c)).
 * Of a date that is not whole the earliest day counts, so that doubt favours her. Undefined where it is no date.
 */
export function birthdayOf(birthDate: string, years: number, zone: string): Date | undefined {
  const [, year, month = '01', day = '01'] = birthDateForm.exec(birthDate) ?? [];
  if (year === undefined) return undefined;
  const born = plainDate(Number(year), Number(month), Number(day));
  if (born === undefined) return undefined;
  const later = born.add({ years });
  const birthday = later.day === born.day ? later : later.add({ days: 1 });
  return new Date(birthday.toZonedDateTime(zone).epochMilliseconds);
}

function plainDate(year: number, month: number, day: number): Temporal.PlainDate | undefined {
  try {
    return Temporal.PlainDate.from({ year, month, day }, { overflow: 'reject' });
  } catch {
    return undefined;
  }
}

/** The day of an instant on the clocks of a zone, `YYYY-MM-DD`. */
export function dayIn(zone: string, instant: Date): string {
  return Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(zone).toPlainDate().toString();
}

/** The last day of a term that ends with an instant: midnight is the end of the day before. */
export function lastDayIn(zone: string, end: Date): string {
  return dayIn(zone, new Date(end.getTime() - 1));
}
