import type { Permission } from '@sgim/auth-service/contract/permissions';
import { CircleQuestionMark, FolderUp, type IconNode, LayoutList, UserRound } from 'lucide';
import type { Catalog } from '../../i18n/en.ts';
import { pages } from '../address.ts';
import { may } from '../session.ts';

interface Entry {
  address: string;
  icon: IconNode;
  label: keyof Catalog['shell'] & ('studies' | 'import' | 'profile' | 'help');
  needs?: Permission;
}

interface Group {
  label: 'work' | 'account';
  entries: Entry[];
}

const groups: Group[] = [
  {
    label: 'work',
    entries: [
      { address: pages.studies, icon: LayoutList, label: 'studies', needs: 'view' },
      { address: pages.import, icon: FolderUp, label: 'import', needs: 'upload' },
    ],
  },
  {
    label: 'account',
    entries: [
      { address: pages.profile, icon: UserRound, label: 'profile' },
      { address: pages.help, icon: CircleQuestionMark, label: 'help' },
    ],
  },
];

/** The menu of the person signed in: only what they may open. */
export const visibleGroups = (): Group[] =>
  groups
    .map(({ label, entries }) => ({ label, entries: entries.filter(({ needs }) => !needs || may(needs)) }))
    .filter(({ entries }) => entries.length > 0);
