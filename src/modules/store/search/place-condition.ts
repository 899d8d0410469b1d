import { type Outcome, ok } from '#kernel';
import { type Context, eachValue, sameResource } from './criterion-context.ts';

/** Metres from the middle of the earth to its surface, and of one degree of latitude. */
const earthRadius = 6_371_008.8;
const degree = (Math.PI / 180) * earthRadius;

/** `near`: no further along the surface of a sphere; a box of latitudes and longitudes finds the candidates. */
export function placeCondition(context: Context): Outcome<string> {
  const { statement, criterion } = context;
  const { code } = criterion.parameter;
  const bind = (value: number) => `${statement.bind(value)}::float8`;
  const any = eachValue(context, 'place', ({ latitude, longitude, metres }) => {
    const height = metres / degree + 1e-9;
    const box = [`x.value between ${bind(latitude - height)} and ${bind(latitude + height)}`];
    const reach = Math.sin(metres / earthRadius) / Math.cos((latitude * Math.PI) / 180);
    const width = (Math.asin(Math.min(reach, 1)) * 180) / Math.PI + 1e-9;
    // Around a pole or over the date line there is no such range of longitudes.
    const whole = Math.abs(latitude) + height >= 90 || Math.abs(longitude) + width >= 180;
    if (!whole) box.push(`y.value between ${bind(longitude - width)} and ${bind(longitude + width)}`);
    const north = bind(latitude);
    const haversine = `power(sin(radians(x.value - ${north}) / 2), 2)
        + cos(radians(${north})) * cos(radians(x.value)) * power(sin(radians(y.value - ${bind(longitude)}) / 2), 2)`;
    return `(${box.join(' and ')} and 2 * ${bind(earthRadius)} * asin(least(1, sqrt(${haversine}))) <= ${bind(metres + 1e-6)})`;
  });
  if (!any.ok) return any;
  return ok(`exists (select 1 from resource_quantity x
      join resource_quantity y on y.compartment = x.compartment and y.type = x.type and y.id = x.id
       and y.param = ${statement.bind(`${code}:longitude`)}::text
      where ${sameResource(context)} and x.param = ${statement.bind(`${code}:latitude`)}::text
        and ${any.value})`);
}
