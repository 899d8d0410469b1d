import type { Catalogue } from './catalogue.ts';
import type { CodeSystemLine, TerminologyOverview } from './contract.ts';
import { titleOf } from './view-concept.ts';

/** The code systems at hand, those that were imported first. */
export function overviewOf({ codeSystems, valueSets, maps }: Catalogue): TerminologyOverview {
  const lines = codeSystems.map((one): CodeSystemLine => {
    const { url, version, imported } = one;
    return {
      url,
      title: titleOf(one),
      versions: one.versions,
      ...(version === undefined ? {} : { version }),
      ...(imported === true ? { imported } : {}),
    };
  });
  const order = (one: CodeSystemLine, other: CodeSystemLine) =>
    Number(other.imported === true) - Number(one.imported === true) || one.title.localeCompare(other.title, 'en');
  return { codeSystems: lines.sort(order), valueSets: valueSets.length, maps: maps.length };
}
