// The page's side: answers its blocks. Only a frame of this page is heard, and only about its own checkout.
(() => {
  "use strict";
  const frameOf = (source) => [...document.querySelectorAll("iframe[data-extension]")].find((frame) => frame.contentWindow === source);

  const answers = {
    async sessionToken({ frame }) {
      const answer = await fetch(`/checkouts/${frame.dataset.checkoutToken}/session-token`, { method: "POST" });
      if (!answer.ok) throw new Error(`The shop answered ${answer.status}.`);
      return (await answer.json()).token;
    },
    async publish({ name, data }) {
      return Boolean(await window.Shopify?.analytics?.publish?.(name, data));
    },
    async storageRead({ frame, key }) {
      return JSON.parse(localStorage.getItem(`${frame.dataset.extension}/${key}`) ?? "null");
    },
    async storageWrite({ frame, key, data }) {
      localStorage.setItem(`${frame.dataset.extension}/${key}`, JSON.stringify(data));
    },
  };

  window.addEventListener("message", async ({ source, data }) => {
    const frame = frameOf(source);
    if (!frame || data?.from !== "extension") return;
    if (data.type === "height") {
      frame.style.height = `${data.payload.height}px`;
      frame.classList.toggle("empty", data.payload.height === 0);
      return;
    }
    const reply = { from: "page", id: data.id };
    try {
      if (!Object.hasOwn(answers, data.type)) throw new Error(`This page does not know ${data.type}.`);
      reply.result = await answers[data.type]({ ...data.payload, frame });
    } catch (error) {
      reply.error = error.message;
    }
    source.postMessage(reply, "*");
  });
})();
