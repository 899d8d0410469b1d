import { useNavigate } from '@tanstack/react-router';
import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { type SummaryEntryWords, useI18n } from '#ui';

/**
 * What a person can do with an entry of her record: with her own, change it or take it back; with what others wrote, say
 * that something is wrong.
 */
export function EntryMenu({ entry }: { readonly entry: SummaryEntryWords }) {
  const { t } = useI18n();
  const navigate = useNavigate();
  const { address } = entry;
  if (address === undefined) return null;
  return (
    <MenuTrigger>
      <Button className="entry-menu" aria-label={t('record.entry.menu', { title: entry.title })}>
        <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
          <circle cx="4" cy="10" r="1.75" />
          <circle cx="10" cy="10" r="1.75" />
          <circle cx="16" cy="10" r="1.75" />
        </svg>
      </Button>
      <Popover className="menu-popover" placement="bottom end">
        <Menu className="menu" aria-label={t('record.entry.menu', { title: entry.title })}>
          {entry.ownBy ? (
            <MenuItem className="menu-item" onAction={() => navigate({ to: '/record/own', search: keepPerson })}>
              {t('record.entry.own')}
            </MenuItem>
          ) : (
            <MenuItem
              className="menu-item"
              onAction={() =>
                navigate({ to: '/requests', search: (former) => ({ ...keepPerson(former), entry: address }) })
              }
            >
              {t('record.entry.wrong')}
            </MenuItem>
          )}
          <MenuItem
            className="menu-item"
            onAction={() =>
              navigate({
                to: '/sharing/entry',
                search: (former) => ({ ...keepPerson(former), entry: address, title: entry.title }),
              })
            }
          >
            {t('entry.hide')}
          </MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

/** Whose record it is travels with the address. */
function keepPerson({ person }: { readonly person?: string }) {
  return person === undefined ? {} : { person };
}
