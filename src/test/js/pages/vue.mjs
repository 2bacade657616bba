// Two views that Vue keeps alive; `show` switches between them. On a server it prints the page.
const isServer = !globalThis.document;
const vue = await import(isServer ? 'vue' : './npm/vue/dist/vue.runtime.esm-browser.js');
const client = isServer ? '../../../main/client' : './client';
const { Belfry } = await import(`${client}/belfry.js`);
await import(`${client}/belfry-bell.js`);
const { KeepAlive, createApp, createSSRApp, h, nextTick, shallowRef } = vue;

const place = isServer ? null : document.querySelector('#app');
const token = place?.dataset.token;
const isGiven = isServer || location.search !== '?own';
const url = isServer ? 'https://belfry.example/' : new URL('.', location).href;
const belfry = isGiven ? new Belfry({ url, token }) : null;
const bell = () => h('belfry-bell', isGiven ? { '.belfry': belfry } : { token });
const views = {
  mail: { name: 'mail', render: () => h('header', [h('h1', 'Mail'), bell()]) },
  other: { name: 'other', render: () => h('header', [h('h1', 'Other')]) },
};
const view = shallowRef('mail');
const page = { render: () => h(KeepAlive, () => h(views[view.value])) };

if (isServer) {
  const { renderToString } = await import('vue/server-renderer');
  console.log(await renderToString(createSSRApp(page)));
} else {
  window.app = (place.childElementCount ? createSSRApp : createApp)(page);
  window.app.mount(place);
  window.show = (name) => {
    view.value = name;
    return nextTick();
  };
}
