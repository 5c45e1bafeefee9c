import Fastify from "fastify";
import { holds, keep } from "./inbox.mjs";

const app = Fastify({ logger: false, bodyLimit: 5 * 1024 * 1024 });
app.removeAllContentTypeParsers();
app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
app.post("/webhooks", async (request, reply) => {
  if (!holds(request.body, request.headers["x-shopify-hmac-sha256"])) {
    return reply.code(401).send({});
  }
  await keep(request.headers, request.body);
  return reply.code(200).send({});
});
app.get("/healthz", async () => ({}));
await app.listen({ port: Number(process.env.PORT), host: "127.0.0.1" });
