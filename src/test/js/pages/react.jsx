// What a server makes of it and what a browser goes on with: the page of docs/client.md.
import { StrictMode, useState, useSyncExternalStore } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { renderToString } from 'react-dom/server';
import { Belfry } from 'belfry-client';
import 'belfry-client/bell';

const place = globalThis.document?.querySelector('#app');
const belfry = new Belfry({ url: place?.dataset.url ?? 'https://belfry.example/', token: place?.dataset.token });

const subscribe = (changed) => belfry.on('counts', changed);
const useUnread = () => useSyncExternalStore(subscribe, () => belfry.counts.unread, () => 0);

// React takes no properties and no events of an element over that a server has made
const attach = (bell) => {
  if (!bell) return;
  bell.belfry = belfry;
  const tell = (e) => (document.title = e.detail.item.title);
  bell.addEventListener('belfry-select', tell);
  return () => bell.removeEventListener('belfry-select', tell);
};

function Page() {
  const [view, setView] = useState('mail');
  const unread = useUnread();
  return (
    <header>
      <h1>{view}</h1>
      {view === 'mail' && <belfry-bell ref={attach} />}
      <output>{unread} unread</output>
      <nav>
        <button onClick={() => setView('mail')}>one</button>
        <button onClick={() => setView('other')}>two</button>
      </nav>
    </header>
  );
}

const page = <StrictMode><Page /></StrictMode>;
if (place) hydrateRoot(place, page, { onRecoverableError: (e) => console.error(e) });
else console.log(renderToString(page));
