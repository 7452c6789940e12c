import { byId } from './element.ts';

const KEY = 'deployments-theme';

/** Lets the reader choose the theme. */
export function watchTheme(): void {
  const choice = byId<HTMLSelectElement>('theme');
  const apply = () => {
    document.documentElement.dataset.theme = choice.value;
  };
  choice.value = recall();
  apply();
  choice.addEventListener('change', () => {
    apply();
    remember(choice.value);
  });
}

/** Stores the choice. Without storage, it lasts as long as the page is open. */
function recall(): string {
  try {
    return localStorage.getItem(KEY) ?? '';
  } catch {
    return '';
  }
}

function remember(theme: string): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    return;
  }
}
