import { fail, type Outcome } from '#kernel';
import { writeInsDatamatrix } from './ins-datamatrix.ts';
import type { PatientElements } from './patient-elements.ts';
import { isQualified, strictTraitsOf } from './strict-traits.ts';

/** A datamatrix (ISO/IEC 16022, ECC 200) as the path of an SVG, with the quiet zone that readers need: two modules. */
export interface DatamatrixPicture {
  /** Width and height of the view box; a module is two units. */
  readonly size: number;
  /** `d` of a path, to be filled by the even-odd rule. */
  readonly path: string;
}

/**
 * The payload of the INS datamatrix of a person. Only a qualified identity has one: another INS is not shown to anybody who
 * might take it for sure (Référentiel INS). Faults: `resource.not-found` where it is not qualified, `datamatrix.malformed` for
 * a trait that the datamatrix cannot hold.
 */
export function insPayloadOf(patient: PatientElements): Outcome<string> {
  const { birthName, givenNames, sex, birthDate, birthPlace, ins } = strictTraitsOf(patient);
  const [only] = ins;
  if (!isQualified(patient) || only === undefined || birthName === undefined || givenNames === undefined) {
    return fail('resource.not-found', 'There is no qualified INS.');
  }
  if (birthDate === undefined || (sex !== 'male' && sex !== 'female')) {
    return fail('resource.not-found', 'There is no qualified INS.');
  }
  return writeInsDatamatrix({
    ins: only.value.replaceAll(' ', ''),
    domain: only.system.replace(/^urn:oid:/, ''),
    givenNames,
    birthName,
    sex,
    birthDate,
    ...(birthPlace === undefined ? {} : { birthPlace }),
  });
}

/**
 * Draws a payload; the parts of the picture, so that a page draws it itself and takes no markup from the network. What draws
 * it is loaded with the first.
 */
export async function datamatrixPicture(payload: string): Promise<DatamatrixPicture> {
  const { toSVG } = await import('bwip-js/node');
  const drawn = toSVG({ bcid: 'datamatrix', text: payload, scale: 1, padding: 4 });
  const size = /viewBox="0 0 (\d+) \1"/.exec(drawn)?.[1];
  const path = /<path d="([MLZHVhvmlz0-9. -]+)"/.exec(drawn)?.[1];
  if (size === undefined || path === undefined) throw new Error('No datamatrix was drawn');
  return { size: Number(size), path };
}
