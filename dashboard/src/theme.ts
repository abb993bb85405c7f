// Light, dark, or as the system says. Kept in this browser.
import { effect, signal } from '@preact/signals';

export type Theme = 'auto' | 'light' | 'dark';
const order: Theme[] = ['auto', 'light', 'dark'];

function kept(): Theme {
  const found = localStorage.getItem('vagus-theme') as Theme | null;
  return found && order.includes(found) ? found : 'auto';
}

export const theme = signal<Theme>(kept());

export const next_theme = (): void => {
  theme.value = order[(order.indexOf(theme.value) + 1) % order.length]!;
};

export function apply_theme(): void {
  effect(() => {
    localStorage.setItem('vagus-theme', theme.value);
    document.documentElement.dataset['theme'] = theme.value;
  });
}
