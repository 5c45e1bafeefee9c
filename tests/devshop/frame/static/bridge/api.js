// window.shopify: what an app may call.
function elementById(id, method) {
  const element = document.getElementById(id);
  if (!element || !element[method]) throw new Error(`App Bridge: there is no element with the id ${id} to ${method}.`);
  return element[method]();
}

const openById = {
  show: async (id) => elementById(id, "show"),
  hide: async (id) => elementById(id, "hide"),
  toggle: async (id) => elementById(id, "toggle"),
};

let nextToast = 1;
const toasts = new Map();
hear("toastAction", ({ id }) => toasts.get(id)?.onAction?.());
hear("toastDismiss", ({ id }) => {
  const options = toasts.get(id);
  toasts.delete(id);
  options?.onDismiss?.();
});

window.shopify = {
  config,
  origin: adminOrigin,
  ready: embedded ? ask("hello", { apiKey: config.apiKey }).then((answer) => void Object.assign(config, answer)) : Promise.resolve(),
  environment: { embedded, mobile: false, pos: false, intent: false },
  idToken,
  loading: (isLoading = true) => tell("loading", { loading: Boolean(isLoading) }),
  toast: {
    show(message, options = {}) {
      const id = `toast-${nextToast++}`;
      toasts.set(id, options);
      const { duration = 5000, isError = false, action = "" } = options;
      tell("toast", { id, message: String(message), duration, isError, action });
      return id;
    },
    hide: (id) => tell("toastHide", { id }),
  },
  modal: openById,
  saveBar: {
    ...openById,
    leaveConfirmation: async () => {
      if (shownBar) await ask("leaveConfirmation");
    },
  },
  scopes: {
    query: () => ask("scopes"),
    request: (scopes) => ask("scopesRequest", { scopes }),
    revoke: (scopes) => ask("scopesRevoke", { scopes }),
  },
  app: { extensions: () => ask("extensions") },
  user: async () => ({ accountAccess: "Administrator" }),
  webVitals: { onReport: async () => {} },
  support: { registerHandler: async () => {} },
  reviews: {
    request: async () => ({ success: false, code: "cooldown-period", message: "The stand-in shows no review dialog." }),
  },
};
window.shopify.ready.catch((error) => console.error(error.message));
start();
