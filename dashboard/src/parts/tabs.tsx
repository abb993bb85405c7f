// Tabs as ARIA has them: arrows move, and the panel follows.
import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';

export interface Tab {
  id: string;
  title: string;
  show: () => ComponentChildren;
}

export function Tabs({ label, tabs, chosen, choose }: { label: string; tabs: Tab[]; chosen: string; choose: (id: string) => void }) {
  const box = useRef<HTMLDivElement>(null);
  const current = tabs.find((tab) => tab.id === chosen) ?? tabs[0];
  if (!current) return null;
  const arrow = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (!by) return;
    event.preventDefault();
    const index = (tabs.indexOf(current) + by + tabs.length) % tabs.length;
    choose(tabs[index]!.id);
    box.current?.querySelectorAll<HTMLElement>('[role=tab]')[index]?.focus();
  };
  const slug = label.toLowerCase().replace(/\W+/g, '-');
  return (
    <section class="tabs">
      <div role="tablist" aria-label={label} ref={box} onKeyDown={arrow}>
        {tabs.map((tab) => (
          <button key={tab.id} type="button" role="tab" id={`${slug}-tab-${tab.id}`} aria-controls={`${slug}-panel`} aria-selected={tab === current}
            tabIndex={tab === current ? 0 : -1} onClick={() => choose(tab.id)}>
            {tab.title}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${slug}-panel`} aria-labelledby={`${slug}-tab-${current.id}`} tabIndex={0}>{current.show()}</div>
    </section>
  );
}
