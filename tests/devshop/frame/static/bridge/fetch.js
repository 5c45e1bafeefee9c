// fetch to the app's own origin carries a fresh ID token; an answer that says the token was stale is tried once more.
const plainFetch = window.fetch.bind(window);
const RETRY_HEADER = "X-Shopify-Retry-Invalid-Session-Request";

function isOurs(address) {
  const url = new URL(address, location.href);
  return url.origin === location.origin || config.appOrigins.includes(url.origin);
}

async function withToken(request) {
  const signed = new Request(request);
  signed.headers.set("Authorization", `Bearer ${await idToken()}`);
  signed.headers.set("X-Requested-With", "XMLHttpRequest");
  return signed;
}

async function bridgedFetch(resource, options) {
  const request = new Request(resource, options);
  if (!embedded || !isOurs(request.url) || request.headers.has("Authorization")) {
    return plainFetch(resource, options);
  }
  // The body can be read once only: the copy is for the second try.
  const second = request.clone();
  const answer = await plainFetch(await withToken(request));
  if (answer.status === 401 && answer.headers.get(RETRY_HEADER)) {
    return plainFetch(await withToken(second));
  }
  return answer;
}

if (!config.disabledFeatures.includes("fetch")) window.fetch = bridgedFetch;
