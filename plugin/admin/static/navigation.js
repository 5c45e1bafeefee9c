// Moving between pages without loading the document anew, and telling people where they are.
// htmx boosts plain links and forms by itself; links inside Polaris components are in their shadow and are boosted here.
"use strict";

(() => {
  const LINKS = "s-link, s-button, s-clickable, s-clickable-chip, a";
  const WAYS = { target: "#page", select: "#page", swap: "outerHTML show:top", push: "true" };
  let leaving = null;

  function toast(message, isError = false, { action, undo } = {}) {
    const wayBack = undo ? { action, onAction: () => htmx.ajax("POST", undo, { ...WAYS, push: "false" }) } : {};
    if (window.shopify && shopify.toast) shopify.toast.show(message, { isError, ...wayBack });
    document.getElementById("announcer").textContent = message;
  }

  function go(href) {
    return htmx.ajax("GET", href, { ...WAYS });
  }

  function isOurs(href) {
    return new URL(href, location.href).origin === location.origin;
  }

  function linkOf(event) {
    for (const node of event.composedPath()) {
      if (node instanceof Element && node.matches(LINKS) && node.getRootNode() === document) {
        return node.hasAttribute("href") && !node.hasAttribute("disabled") ? node : null;
      }
    }
    return null;
  }

  async function save(link) {
    link.setAttribute("loading", "");
    try {
      // fetch, not a plain link: App Bridge adds the ID token to it.
      const answer = await fetch(link.getAttribute("href"), { headers: { "X-Earmark-Locale": document.documentElement.lang } });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      const named = /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition") || "");
      const file = document.createElement("a");
      file.href = URL.createObjectURL(await answer.blob());
      file.download = named ? named[1] : link.getAttribute("download");
      file.click();
      setTimeout(() => URL.revokeObjectURL(file.href), 60000);
    } catch {
      toast(document.body.dataset.downloadFailed, true);
    } finally {
      link.removeAttribute("loading");
    }
  }

  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = linkOf(event);
    if (!link) return;
    const href = link.getAttribute("href");
    const target = link.getAttribute("target");
    if (href.startsWith("#") || (target && target !== "_self" && target !== "auto") || !isOurs(href)) return;
    event.preventDefault();
    if (link.hasAttribute("download")) save(link);
    else go(href);
  });

  // Shopify's menu beside the app.
  document.addEventListener("shopify:navigate", (event) => {
    const href = event.target.getAttribute("href");
    if (!href) return;
    event.preventDefault();
    go(href);
  });

  document.addEventListener("htmx:config:request", ({ detail }) => {
    // There are no cookies: the language chosen in Shopify's admin comes with the first document only.
    detail.ctx.request.headers["X-Earmark-Locale"] = document.documentElement.lang;
  });

  document.addEventListener("htmx:before:swap", (event) => {
    const { ctx } = event.detail;
    if (!ctx.target || ctx.target.id !== "page") return;
    if (!ctx.text.includes('id="page"')) {
      // Not a page of ours (a proxy's error, a token App Bridge could not renew): keep what is on the screen.
      event.preventDefault();
      toast(document.body.dataset.lost, true);
      return;
    }
    const focused = document.activeElement;
    const again = ctx.request.headers["HX-History-Restore-Request"];
    leaving = { path: again ? null : location.pathname, focus: focused && focused.id };
  });

  document.addEventListener("htmx:error", () => toast(document.body.dataset.lost, true));

  document.addEventListener("htmx:after:swap", () => {
    if (!leaving) return;
    const { path, focus } = leaving;
    leaving = null;
    const page = document.getElementById("page");
    const announcer = document.getElementById("announcer");
    if (path !== location.pathname) {
      page.focus({ preventScroll: true });
      setTimeout(() => { announcer.textContent = document.title; });
      return;
    }
    // The same page, sorted or filtered otherwise: stay on what was pressed, and say what is there now.
    const again = focus && document.getElementById(focus);
    if (again) again.focus({ preventScroll: true });
    const news = page.querySelector("[data-announce]");
    announcer.textContent = news ? news.dataset.announce : document.title;
  });

  document.addEventListener("toast", ({ detail }) => toast(detail.message, Boolean(detail.error), detail));
})();
