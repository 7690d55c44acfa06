(() => {
  "use strict";
  const live = document.getElementById("live"), own = document.querySelector("main[data-watch]");
  const put = (id, html) => {
    const old = document.getElementById(id);
    if (!old) { if (id !== "head") location.reload(); return; }
    const held = old.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    const made = document.createElement("template");
    made.innerHTML = html;
    const next = made.content.firstElementChild;
    if (old.dataset.status && old.dataset.status !== next.dataset.status) live.textContent = next.dataset.name + ": " + next.dataset.status;
    old.replaceWith(next);
    if (held) [...next.querySelectorAll("a")].find(link => link.getAttribute("href") === held)?.focus();
  };
  const again = async () => {
    const answer = await fetch(location.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main");
    const open = own.querySelector("details")?.open, main = document.querySelector("main");
    if (!page || main.contains(document.activeElement)) return;
    if (open) page.querySelector("details").open = true;
    main.replaceWith(page);
  };
  const events = new EventSource(document.body.dataset.events);
  events.onmessage = message => {
    const part = JSON.parse(message.data);
    if (!own) put(part.id, part.html);
    else if (part.id === own.dataset.watch) again();
  };
})();
