/** A scale of a special unit: from a reading on it to a multiple of its unit, and back (UCUM section 21, 22). */
export interface Scale {
  to(reading: number): number;
  from(multiple: number): number;
  /** What is added before it is a multiple, where the scale is a straight line. */
  readonly shift?: number;
}

function line(shift: number): Scale {
  return { to: (reading) => reading + shift, from: (multiple) => multiple - shift, shift };
}

function power(base: number, per = 1): Scale {
  return { to: (reading) => base ** (reading / per), from: (multiple) => (per * Math.log(multiple)) / Math.log(base) };
}

const tangent: Scale = {
  to: (reading) => Math.atan(reading / 100),
  from: (multiple) => Math.tan(multiple) * 100,
};

/** By the names that the table has for them. */
export const scales: Readonly<Record<string, Scale>> = {
  Cel: line(273.15),
  degF: line(459.67),
  degRe: line(218.52),
  pH: power(10, -1),
  ln: power(Math.E),
  lg: power(10),
  lgTimes2: power(10, 2),
  ld: power(2),
  hpX: power(10, -1),
  hpC: power(100, -1),
  hpM: power(1_000, -1),
  hpQ: power(50_000, -1),
  tanTimes100: tangent,
  '100tan': tangent,
  sqrt: { to: (reading) => reading ** 2, from: (multiple) => Math.sqrt(multiple) },
};
