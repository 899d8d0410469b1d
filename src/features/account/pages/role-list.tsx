import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, Button, ChoiceGroup, Failure, Notice, professionKey, useI18n, useSession } from '#ui';

interface Role {
  readonly key: string;
  readonly place: string;
  readonly profession?: string;
  readonly current: boolean;
}

/** In which role a professional works, and changing it: a sign-in of its own, after which the former session is over. */
export function RoleList() {
  const { t } = useI18n();
  const session = useSession().data;
  const [chosen, setChosen] = useState<string>();
  const [missing, setMissing] = useState(false);
  const isProfessional = session?.role === 'professional';
  const roles = useQuery({
    queryKey: ['session-roles'],
    queryFn: ({ signal }) => api<{ readonly roles: readonly Role[] }>('/session/roles', { signal }),
    enabled: isProfessional,
  });
  const change = useMutation({
    mutationFn: (role: string) =>
      api<{ readonly location: string }>('/session/role', { method: 'POST', body: { role } }),
    onSuccess: ({ location: next }) => location.assign(next),
  });
  if (!isProfessional) return null;
  const [current, ...others] = roles.data?.roles ?? [];
  const wordsOf = ({ profession = '' }: Role) => {
    const key = professionKey(profession);
    return key === undefined ? {} : { about: t(key) };
  };
  const send = () => {
    if (chosen === undefined) setMissing(true);
    else change.mutate(chosen);
  };
  return (
    <section className="card" aria-labelledby="roles">
      <h2 id="roles">{t('account.roles.title')}</h2>
      {roles.isError ? <Failure problem={roles.error} retry={() => roles.refetch()} /> : null}
      {current ? (
        <p>
          {t('account.roles.current')} <strong>{current.place}</strong>
          {wordsOf(current).about ? `, ${wordsOf(current).about}` : ''}
        </p>
      ) : null}
      {current && others.length === 0 ? <p className="muted">{t('account.roles.alone')}</p> : null}
      {others.length > 0 ? (
        <>
          <Notice>
            <p>{t('account.roles.text')}</p>
          </Notice>
          {change.isError ? <Failure problem={change.error} /> : null}
          <ChoiceGroup
            id="role"
            label={t('account.roles.label')}
            choices={others.map((role) => ({ value: role.key, label: role.place, ...wordsOf(role) }))}
            value={chosen}
            onChange={setChosen}
            error={missing && chosen === undefined ? t('account.roles.missing') : undefined}
          />
          <div className="actions">
            <Button kind="secondary" isPending={change.isPending || change.isSuccess} onPress={send}>
              {t('account.roles.do')}
            </Button>
          </div>
        </>
      ) : null}
    </section>
  );
}
