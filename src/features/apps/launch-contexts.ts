import { nameOfResource, parseSearch, type Resource } from '#fhir';
import type { Caller, LaunchContexts, LaunchPatient } from '#identity';
import type { Records } from '#records';

const mostShown = 20;

/** Whom a caller may open an app for: the Patients that the record shows him, as a page that he opens himself. */
export function launchContexts(records: Pick<Records, 'search'>): LaunchContexts {
  const find = async (caller: Caller, params: Readonly<Record<string, string>>): Promise<readonly LaunchPatient[]> => {
    const query = parseSearch('Patient', new URLSearchParams({ _count: String(mostShown), ...params }));
    if (!query.ok) return [];
    const page = await records.search(caller, query.value, 'search-type');
    return page.ok ? page.value.matches.map(({ id, text }) => ({ id, ...aboutOf(JSON.parse(text) as Resource) })) : [];
  };
  return {
    patients: (caller, named) =>
      find(caller, { _sort: 'family', ...(named === undefined || named.trim() === '' ? {} : { name: named }) }),
    async patient(caller, id) {
      const [found] = await find(caller, { _id: id });
      return found?.id === id ? found : undefined;
    },
  };
}

function aboutOf(patient: Resource): Omit<LaunchPatient, 'id'> {
  const { birthDate } = patient;
  return { name: nameOfResource(patient), ...(typeof birthDate === 'string' ? { birthDate } : {}) };
}
